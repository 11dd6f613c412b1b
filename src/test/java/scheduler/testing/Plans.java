package scheduler.testing;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.StringJoiner;

/// How PostgreSQL would run a statement that the service prepares.
public final class Plans {

    private Plans() {}

    /// Its plan as text; `mode` is the `plan_cache_mode`, for one that suits these arguments or any.
    public static String of(Postgres postgres, String mode, String statement, String arguments) throws SQLException {
        try (var connection = postgres.jdbc()) {
            run(connection, "set plan_cache_mode = " + mode);
            run(connection, "prepare target as " + statement);
            try (var explain = connection.createStatement();
                    var rows = explain.executeQuery("explain execute target (" + arguments + ")")) {
                var lines = new StringJoiner("\n");
                while (rows.next()) {
                    lines.add(rows.getString(1));
                }
                return lines.toString();
            }
        }
    }

    private static void run(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
