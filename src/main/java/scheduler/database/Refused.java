package scheduler.database;

import io.vertx.pgclient.PgException;
import org.jspecify.annotations.Nullable;

/// Reads what database functions raise that undo the statement they are in.
public final class Refused {

    static final String SQL_STATE = "SCH01";
    static final String IN_HAND_STATE = "SCH02";

    private Refused() {}

    /// The reason that was given to `refuse`, or null when the failure is another one.
    public static @Nullable String reason(Throwable failure) {
        return raised(SQL_STATE, failure);
    }

    /// What `unless_in_hand` found to be waited for, or null when the failure is another one.
    static @Nullable String inHand(Throwable failure) {
        return raised(IN_HAND_STATE, failure);
    }

    private static @Nullable String raised(String state, Throwable failure) {
        return failure instanceof PgException pg && state.equals(pg.getSqlState()) ? pg.getErrorMessage() : null;
    }
}
