package scheduler.booking;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.booking.BookingStore.Placing;
import scheduler.booking.Decided.Verdict;
import scheduler.message.Code;
import scheduler.recurrence.Occurrence;
import scheduler.time.Instants;

/// What is known of one occurrence of a series before it is written.
sealed interface Judged {

    Occurrence occurrence();

    /// It can be had.
    record Possible(Occurrence occurrence, Placing placing) implements Judged {}

    /// It cannot, by this rule.
    record Impossible(Occurrence occurrence, Instant start, Declined declined) implements Judged {

        JsonObject toJson(ZoneId zone) {
            return skipped(occurrence, declined.code(), declined.reason()).put("start", Instants.write(start, zone));
        }
    }

    /// What the database has counted, where it lets one not be had.
    static Declined beyond(Verdict verdict) {
        return verdict == Verdict.ALREADY_BOOKED
                ? new Declined(
                        Code.ALREADY_BOOKED, "One of the attendees has a seat then already, and each may have one.")
                : new Declined(Code.LIMIT_REACHED, "As many bookings as may be stand in that period.");
    }

    /// It does not happen, as the clocks are put forward over it.
    record LeftOut(Occurrence occurrence, Instant nextValid) implements Judged {

        JsonObject toJson(ZoneId zone) {
            var declined = leftOut(occurrence.local(), zone);
            return skipped(occurrence, declined.code(), declined.reason())
                    .put("instants", new JsonArray().add(Instants.write(nextValid, zone)));
        }
    }

    /// What the clocks do not let be had.
    static Declined leftOut(LocalDateTime local, ZoneId zone) {
        return new Declined(
                Code.NONEXISTENT_LOCAL_TIME,
                local + " does not happen in " + zone + ": the clocks are put forward over it.");
    }

    private static JsonObject skipped(Occurrence occurrence, Code code, String why) {
        return new JsonObject()
                .put("number", occurrence.number())
                .put("localStart", Booking.LOCAL.format(occurrence.local()))
                .put("status", "skipped")
                .put("code", code.text())
                .put("detail", why);
    }
}
