package scheduler.database;

import io.vertx.pgclient.PgException;
import org.jspecify.annotations.Nullable;

/// Reads what the database function `refuse` raised: the reason for which a statement undid itself.
public final class Refused {

    static final String SQL_STATE = "SCH01";

    private Refused() {}

    /// The reason, or null when the failure is another one.
    public static @Nullable String reason(Throwable failure) {
        return failure instanceof PgException pg && SQL_STATE.equals(pg.getSqlState()) ? pg.getErrorMessage() : null;
    }
}
