package scheduler.booking;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.Trace;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.time.CalendarDuration;

/// What is held against a change of a booking whatever the time that is wished for: where it stands, whether it has
/// begun, and until when its service lets it be changed. The rules are told in the same shape as those of a start.
record ChangeRules(JsonArray trace, @Nullable Declined declined) {

    /// Until when a service lets its bookings be changed in some way.
    enum Change {
        CANCEL("cancel_cutoff", "cancelled"),
        RESCHEDULE("reschedule_cutoff", "moved");

        private final String rule;
        private final String said;

        Change(String rule, String said) {
            this.rule = rule;
            this.said = said;
        }

        /// What a booking is once that has been done.
        String said() {
            return said;
        }

        private @Nullable CalendarDuration cutoff(Outline outline) {
            var policy = outline.service().policy();
            return this == CANCEL ? policy.cancelCutoff() : policy.rescheduleCutoff();
        }
    }

    /// Of a booking whose status allows the change.
    static ChangeRules of(Booking booking, Outline outline, Change change, Instant now) {
        var start = booking.time().start();
        var trace = new JsonArray().add(status(booking, true, change.said));
        boolean hasBegun = !now.isBefore(start);
        var begun = hasBegun ? begun(change.said) : "It has not begun.";
        trace.add(Trace.rule("begun", !hasBegun, Code.TOO_LATE, begun));
        var declined = hasBegun ? new Declined(Code.TOO_LATE, begun) : null;
        var cutoff = change.cutoff(outline);
        if (cutoff != null) {
            boolean isLate = now.isAfter(cutoff.before(start, outline.zone()));
            var until = "A booking of this service can be " + change.said + " until " + cutoff + " before it.";
            trace.add(Trace.rule(change.rule, !isLate, Code.TOO_LATE, until));
            declined = declined == null && isLate ? new Declined(Code.TOO_LATE, until) : declined;
        }
        return new ChangeRules(trace, declined);
    }

    /// Why a booking is left alone from its start on.
    static String begun(String said) {
        return "A booking that has begun cannot be " + said + ".";
    }

    void refuse() {
        if (declined != null) {
            throw new Refusal(Problem.of(declined.code(), declined.reason()).with("rules", trace));
        }
    }

    /// The same where another time was wished for: with what holds for that, and what can be booked near it.
    static Problem joined(Declined declined, JsonArray trace, Problem ofStart) {
        return Problem.of(declined.code(), declined.reason())
                .with("alternatives", ofStart.more().getJsonArray("alternatives"))
                .with("rules", trace.copy().addAll(ofStart.more().getJsonArray("rules")));
    }

    static Refusal wrongStatus(Booking booking, String what) {
        var state = new JsonObject().put("status", booking.status().text()).put("version", booking.version());
        var rule = status(booking, false, what);
        return new Refusal(Problem.of(Code.WRONG_STATUS, rule.getString("detail"))
                .with("state", state)
                .with("rules", new JsonArray().add(rule)));
    }

    /// Of a booking whose last attendee wants to leave it.
    static Refusal lastOne(Booking booking) {
        var detail = "The only attendee who still comes cannot leave: cancel the booking.";
        var state = new JsonObject().put("status", booking.status().text()).put("version", booking.version());
        return new Refusal(Problem.of(Code.WRONG_STATUS, detail)
                .with("state", state)
                .with("rules", new JsonArray().add(Trace.rule("attendees", false, Code.WRONG_STATUS, detail))));
    }

    private static JsonObject status(Booking booking, boolean ok, String what) {
        var detail = "A booking that is " + booking.status().text() + (ok ? " can be " : " cannot be ") + what + ".";
        return Trace.rule("status", ok, Code.WRONG_STATUS, detail);
    }
}
