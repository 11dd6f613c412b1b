package scheduler.testing;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.UUID;
import scheduler.event.Logged;
import scheduler.message.Tenant;

/// The schema that CloudEvents 1.0 publishes for its JSON format, and one of ours that asks for more.
public final class CloudEvents {

    private static final String CAUSED = """
            select e.tenant, e.id, e.type, e.subject, e.time, e.data::text as data, e.position, t.id as name
            from event e join tenant t on t.no = e.tenant
            """;
    private static final int READ_AT_ONCE = 1_000;

    private CloudEvents() {}

    /// Fails when it is none.
    public static void validate(JsonObject event) {
        Lazy.PUBLISHED.validate(event);
        Lazy.OURS.validate(event);
    }

    /// Read when something is validated for the first time.
    private static final class Lazy {
        private static final Schema PUBLISHED = Schema.read("published/cloudevents-1.0.2.json", Draft.DRAFT7);
        private static final Schema OURS = Schema.read("cloudevents.json", Draft.DRAFT202012);
    }

    /// Fails when the log has one that is none; what is no JSON object a test has put there on purpose.
    static void validateLog(Connection connection) throws SQLException {
        // Some classes write a hundred thousand: within a transaction this driver reads them a part at a time.
        connection.setAutoCommit(false);
        try (var statement = connection.createStatement()) {
            statement.setFetchSize(READ_AT_ONCE);
            if (hasLog(statement)) {
                validateLog(statement);
            }
        }
    }

    /// A test of migrations may have left none.
    private static boolean hasLog(Statement statement) throws SQLException {
        try (var rows = statement.executeQuery(
                "select to_regclass('event') is not null and to_regclass('tenant') is not null")) {
            return rows.next() && rows.getBoolean(1);
        }
    }

    private static void validateLog(Statement statement) throws SQLException {
        try (var rows = statement.executeQuery(CAUSED)) {
            while (rows.next()) {
                var logged = new Logged(
                        new Tenant(rows.getLong("tenant"), rows.getString("name")),
                        rows.getLong("position"),
                        rows.getObject("id", UUID.class),
                        rows.getString("type"),
                        rows.getString("subject"),
                        rows.getObject("time", OffsetDateTime.class).toInstant(),
                        rows.getString("data"));
                if (logged.json().startsWith("{")) {
                    validate(read(logged));
                }
            }
        }
    }

    private static JsonObject read(Logged logged) {
        try {
            return logged.toCloudEvent();
        } catch (DecodeException e) {
            throw new AssertionError(logged.toString(), e);
        }
    }
}
