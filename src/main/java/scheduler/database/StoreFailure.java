package scheduler.database;

import io.vertx.core.Future;
import io.vertx.core.VertxException;
import io.vertx.pgclient.PgException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import scheduler.message.Refusal;

/// Says what a store was doing when the database failed it (the driver's own exception has no stack trace), and what
/// that means for whoever asked.
public final class StoreFailure extends RuntimeException {

    /// What is known about a statement that failed.
    public enum Effect {
        /// It was rolled back or never begun, and may well succeed when tried again.
        NONE_TRY_AGAIN,
        /// The connection went away: it may or may not have been committed.
        UNKNOWN,
        /// It was rolled back and would fail again.
        NONE
    }

    private static final Set<String> COLLISIONS = Set.of("40001", "40P01");
    private static final Set<String> PASSING = Set.of("40001", "40P01", "55P03", "57014", "53300", "57P03");

    private final Effect effect;

    private StoreFailure(String what, Effect effect, Throwable cause) {
        super("while " + what + ": " + (cause.getMessage() == null ? cause : cause.getMessage()), cause);
        this.effect = effect;
    }

    public Effect effect() {
        return effect;
    }

    /// Whether it is what the database was given that it does not take, at any time: classes 22, 23 and 54 of SQLSTATE,
    /// which are data, constraints and limits.
    public boolean isOfData() {
        var state = getCause() == null ? "" : sqlState(getCause());
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
    }

    static <T> Function<Throwable, Future<T>> doing(String what) {
        return cause -> Future.failedFuture(isAnAnswer(cause) ? cause : new StoreFailure(what, effectOf(cause), cause));
    }

    private static boolean isAnAnswer(Throwable cause) {
        return cause instanceof Refusal
                || cause instanceof KeyUsed
                || cause instanceof GivenUp
                || cause instanceof StoreFailure
                || Refused.reason(cause) != null;
    }

    /// Whether it can be run again at once: two transactions stood in each other's way, so that one was rolled back for
    /// the other to go on, or the connection had ended before anything was sent on it.
    static boolean canRunAgain(Throwable cause) {
        return COLLISIONS.contains(sqlState(cause)) || isUnsent(cause);
    }

    /// A connection that has just ended may be handed out once more; the driver has no type for that.
    private static boolean isUnsent(Throwable cause) {
        return cause instanceof VertxException
                && String.valueOf(cause.getMessage()).startsWith("Connection is not active now");
    }

    static String sqlState(Throwable cause) {
        return cause instanceof PgException pg && pg.getSqlState() != null ? pg.getSqlState() : "";
    }

    static Effect effectOf(Throwable cause) {
        var state = sqlState(cause);
        if (PASSING.contains(state)) {
            return Effect.NONE_TRY_AGAIN;
        }
        if (cause instanceof PgException) {
            return state.startsWith("57P") || state.startsWith("08") ? Effect.UNKNOWN : Effect.NONE;
        }
        if (isUnsent(cause) || cause instanceof ConnectException || cause instanceof UnknownHostException) {
            return Effect.NONE_TRY_AGAIN;
        }
        // No verdict of the server: the connection was closed, reset or silent, whatever the statement had done.
        return cause instanceof VertxException || cause instanceof IOException || cause instanceof TimeoutException
                ? Effect.UNKNOWN
                : Effect.NONE;
    }
}
