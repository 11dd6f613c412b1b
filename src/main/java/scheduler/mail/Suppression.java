package scheduler.mail;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import scheduler.letter.Occasion.Topic;

/// That nothing is sent to an address, or no reminders.
public record Suppression(String address, long version, Why why, Instant since, Instant updatedAt) {

    static final String ADDED = "suppression.added";
    static final String REMOVED = "suppression.removed";

    /// Why nothing is sent.
    public enum Reason {
        MANUAL,
        BOUNCE,
        COMPLAINT,
        UNSUBSCRIBED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Reason read(String text) {
            for (var each : values()) {
                if (each.text().equals(text)) {
                    return each;
                }
            }
            throw new IllegalArgumentException("It is manual, bounce, complaint or unsubscribed.");
        }
    }

    /// What is not sent.
    public enum Scope {
        ALL,
        REMINDERS;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Scope read(String text) {
            for (var each : values()) {
                if (each.text().equals(text)) {
                    return each;
                }
            }
            throw new IllegalArgumentException("It is all or reminders.");
        }

        /// Who wants no reminders wants to know all the same what becomes of his booking.
        boolean covers(Topic kind) {
            return switch (kind) {
                case REMINDER, FOLLOWUP -> true;
                case CONFIRMED, REQUESTED, DECLINED, RESCHEDULED, CANCELLED -> this == ALL;
            };
        }
    }

    /// Why, and for what it counts.
    record Why(Reason reason, Scope scope, @Nullable String note) {

        static Why bounced(@Nullable String note) {
            return new Why(Reason.BOUNCE, Scope.ALL, note);
        }

        static Why complained(@Nullable String note) {
            return new Why(Reason.COMPLAINT, Scope.ALL, note);
        }

        static Why unsubscribed() {
            return new Why(Reason.UNSUBSCRIBED, Scope.REMINDERS, null);
        }
    }

    static Suppression read(Row row) {
        return new Suppression(
                row.getString("address"),
                row.getLong("version"),
                new Why(
                        Reason.read(row.getString("reason")),
                        Scope.read(row.getString("scope")),
                        row.getString("note")),
                row.getOffsetDateTime("since").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    static Suppression created(String address, Why why, Instant now) {
        return new Suppression(address, 1, why, now, now);
    }

    Suppression with(Why next, Instant now) {
        return new Suppression(address, version + 1, next, since, now);
    }

    /// In a sentence.
    public String said() {
        var what = why.scope() == Scope.ALL ? "Nothing is" : "No reminders are";
        return what + " sent to this address: suppressed since " + since + ", "
                + why.reason().text() + ".";
    }

    public JsonObject toJson() {
        var json = new JsonObject()
                .put("address", address)
                .put("version", version)
                .put("reason", why.reason().text())
                .put("scope", why.scope().text());
        if (why.note() != null) {
            json.put("note", why.note());
        }
        return json.put("since", since.toString()).put("updatedAt", updatedAt.toString());
    }
}
