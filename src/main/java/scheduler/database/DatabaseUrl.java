package scheduler.database;

import io.vertx.pgclient.PgConnectOptions;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;

/// Reads the URL of the database: once for the pool and the migrations, so that both reach the same one.
final class DatabaseUrl {

    private DatabaseUrl() {}

    static PgConnectOptions read(String url) {
        try {
            return PgConnectOptions.fromUri(url);
        } catch (IllegalArgumentException e) {
            // Its message would repeat the password.
            throw new Refusal(Problem.of(
                    Code.INVALID,
                    "Setting database.url: It cannot be read; it must be like"
                            + " postgresql://user:password@host:5432/database, with special characters of the password"
                            + " percent-encoded."));
        }
    }
}
