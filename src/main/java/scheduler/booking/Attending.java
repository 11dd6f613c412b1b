package scheduler.booking;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import scheduler.message.Address;
import scheduler.message.Fields;
import scheduler.message.Write;

/// What can be asked about single attendees of a booking. They are known by their position in its list, which stays:
/// whoever does not come any more is kept there and says so.
public final class Attending {

    static final int REASON_MAX = 500;

    private Attending() {}

    /// The wish that one more may come.
    public record Join(Write write, UUID booking, Attendee attendee) {
        public static final Address<Join> ADDRESS = new Address<>("scheduler.command.attendee.join");

        public static Join read(Write write, UUID booking, Fields fields) {
            return new Join(write, booking, Attendee.read(fields));
        }
    }

    /// A step of one attendee.
    public record TakeOwnStep(
            Write write,
            UUID booking,
            int position,
            OwnStep step,
            @Nullable String reason) {
        public static final Address<TakeOwnStep> ADDRESS = new Address<>("scheduler.command.attendee.step");

        public static TakeOwnStep read(Write write, UUID booking, int position, OwnStep step, Fields fields) {
            return new TakeOwnStep(write, booking, position, step, fields.optional("reason", Fields.plain(REASON_MAX)));
        }
    }

    /// What may become of one attendee while the others still come.
    public enum OwnStep {
        CANCELLED(Step.CANCEL),
        CHECKED_IN(Step.CHECK_IN),
        NO_SHOW(Step.NO_SHOW);

        private final Step ofAll;

        OwnStep(Step ofAll) {
            this.ofAll = ofAll;
        }

        /// The step of the booking that comes of it, once it is the first, or the last, to take it.
        Step ofAll() {
            return ofAll;
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        String event() {
            return "booking.attendee_" + text();
        }

        /// Nobody checks in or stays away twice, and who has cancelled does not come.
        boolean mayFollow(@Nullable String status) {
            return status == null;
        }
    }

    static @Nullable String status(JsonArray attendees, int position) {
        return attendees.getJsonObject(position).getString("status");
    }

    /// The same attendees after one has taken a step.
    static JsonArray after(JsonArray attendees, int position, OwnStep step, @Nullable String reason) {
        var changed = attendees.copy();
        var attendee = changed.getJsonObject(position).put("status", step.text());
        if (reason != null) {
            attendee.put("reason", reason);
        }
        return changed;
    }

    /// Those who came and do not any more, as reminders name them.
    static List<String> left(JsonArray before, JsonArray after) {
        return IntStream.range(0, Math.min(before.size(), after.size()))
                .filter(i -> comes(before.getJsonObject(i)) && !comes(after.getJsonObject(i)))
                .mapToObj(i -> "attendee:" + i)
                .toList();
    }

    /// How many still come.
    static int coming(JsonArray attendees) {
        return (int) attendees.stream()
                .map(JsonObject.class::cast)
                .filter(Attending::comes)
                .count();
    }

    /// How many of those who come have not stayed away.
    static int expected(JsonArray attendees) {
        return (int) attendees.stream()
                .map(JsonObject.class::cast)
                .filter(each -> comes(each) && !OwnStep.NO_SHOW.text().equals(each.getString("status")))
                .count();
    }

    /// The addresses of those who still come.
    static List<String> emails(JsonArray attendees) {
        return attendees.stream()
                .map(JsonObject.class::cast)
                .filter(Attending::comes)
                .map(each -> each.getString("email"))
                .filter(Objects::nonNull)
                .toList();
    }

    static boolean comes(JsonObject attendee) {
        return !OwnStep.CANCELLED.text().equals(attendee.getString("status"));
    }

    /// Whether all who have not cancelled have taken the same step.
    static boolean all(JsonArray attendees, OwnStep step) {
        return IntStream.range(0, attendees.size())
                .filter(each -> comes(attendees.getJsonObject(each)))
                .allMatch(each -> Objects.equals(status(attendees, each), step.text()));
    }
}
