package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Tuple;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scheduler.database.Receipts;
import scheduler.database.Refused;
import scheduler.database.Statements;
import scheduler.event.Happened;
import scheduler.message.Write;

/// A verdict and, once it is done, how many seats are taken in the sessions that it has changed.
record Decided(Verdict verdict, @Nullable String sessions, boolean isDryRun) {

    /// What became of a decision. LIMITED: as many bookings stand as may. ALREADY_BOOKED: one of the attendees has
    /// a seat in the session. RULES_MOVED: what it was admitted under has changed meanwhile. CHANGED: the booking
    /// itself has. KEY_USED: another write under the same key stands, whose answer is to be given.
    enum Verdict {
        DONE,
        TAKEN,
        LIMITED,
        ALREADY_BOOKED,
        RULES_MOVED,
        CHANGED,
        KEY_USED
    }

    /// What a statement decides that answers with a verdict, or undoes itself by raising one.
    static Future<Decided> by(Statements statements, Write write, String what, String sql, Tuple arguments) {
        return statements
                .of(write)
                .query(what, sql, arguments)
                .map(rows -> rows.iterator().next())
                .map(row -> new Decided(
                        Verdict.valueOf(row.getString("verdict")), row.getString("sessions"), write.isDryRun()))
                .recover(failure -> switch (Refused.reason(failure)) {
                    case "TAKEN" -> undone(Verdict.TAKEN);
                    case "LIMITED" -> undone(Verdict.LIMITED);
                    case "ALREADY_BOOKED" -> undone(Verdict.ALREADY_BOOKED);
                    case Receipts.KEY_USED -> undone(Verdict.KEY_USED);
                    case null, default -> Future.failedFuture(failure);
                });
    }

    private static Future<Decided> undone(Verdict verdict) {
        return Future.succeededFuture(new Decided(verdict, null, false));
    }

    /// The event as it stands in the log, empty when it does not.
    Optional<Happened> told(Happened event) {
        if (verdict != Verdict.DONE || isDryRun) {
            return Optional.empty();
        }
        return Optional.of(
                sessions == null
                        ? event
                        : new Happened(
                                event.tenant(),
                                event.type(),
                                event.subject(),
                                event.data().copy().put("sessions", new JsonArray(sessions))));
    }
}
