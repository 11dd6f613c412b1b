package scheduler.service;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scheduler.message.Fields;
import scheduler.time.CalendarDuration;
import scheduler.time.TimeRange;

/// A message about a booking, due some time `before` it begins, some time `after` it has ended, or `on` something
/// that happens to it: by which channel, for whom, and of bookings in which `statuses`. `quiet` are hours in
/// which it is not to come, and `template` is which of the tenant's letters it is written by. Where the booking is
/// made when it would have been due already, it is skipped, or, if `late` says so, sent at once.
public record Reminder(
        @Nullable CalendarDuration before,
        @Nullable CalendarDuration after,
        @Nullable Cause on,
        String channel,
        Audience audience,
        @Nullable QuietHours quiet,
        Late late,
        List<String> statuses,
        @Nullable String template) {

    public static final String EMAIL = "email";
    public static final String WEBHOOK = "webhook";
    public static final String BUS = "bus";
    public static final String LOG = "log";

    /// How the key of a rule begins that is for something that happens.
    public static final String ON = "on:";

    private static final int OFFSET_DAYS_MAX = 366;
    private static final Pattern TEMPLATE = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
    private static final List<String> CHANNELS = List.of(EMAIL, WEBHOOK, BUS, LOG);
    private static final List<String> STATUSES = List.of("confirmed", "checked_in", "completed", "no_show");
    private static final List<String> AHEAD = List.of("confirmed", "checked_in");
    private static final List<String> BEHIND = List.of("confirmed", "checked_in", "completed");

    /// What may happen to a booking that is told at once.
    public enum Cause {
        CONFIRMED,
        REQUESTED,
        DECLINED,
        RESCHEDULED,
        CANCELLED;

        private List<String> statuses() {
            return switch (this) {
                case CONFIRMED -> List.of("confirmed");
                case REQUESTED -> List.of("pending");
                case DECLINED -> List.of("declined");
                case RESCHEDULED -> List.of("pending", "confirmed");
                case CANCELLED -> List.of("cancelled");
            };
        }

        static Cause read(String text) {
            return valueOf(oneOf(Cause.values(), text));
        }

        /// The type of the event that tells of it.
        public String event() {
            return "booking." + text(this);
        }
    }

    /// Who is told.
    public enum Audience {
        ATTENDEE,
        STAFF,
        BOTH;

        static Audience read(String text) {
            return valueOf(oneOf(Audience.values(), text));
        }

        public boolean hasAttendees() {
            return this != STAFF;
        }

        public boolean hasStaff() {
            return this != ATTENDEE;
        }
    }

    /// What becomes of a reminder that was due before its booking was made.
    public enum Late {
        SKIP,
        SEND;

        static Late read(String text) {
            return valueOf(oneOf(Late.values(), text));
        }
    }

    public Reminder {
        statuses = List.copyOf(statuses);
        if (Stream.of(before, after, on).filter(Objects::nonNull).count() != 1) {
            throw new IllegalArgumentException("It has one of before, after and on.");
        }
    }

    public static Reminder read(Fields fields) {
        var after = fields.optional("after", Lengths.upTo(OFFSET_DAYS_MAX));
        var before = fields.optional("before", Lengths.upTo(OFFSET_DAYS_MAX));
        var on = fields.optional("on", Cause::read);
        if (before == null && after == null && on == null) {
            throw fields.invalid("before", "It is required, or after or on is.");
        }
        var statuses = fields.texts("statuses", STATUSES.size(), text -> Limit.oneOf(STATUSES, text));
        return new Reminder(
                before,
                after,
                on,
                fields.text("channel", text -> Limit.oneOf(CHANNELS, text)),
                fields.text("audience", Audience::read, Audience.ATTENDEE),
                fields.inner("quietHours", QuietHours::read),
                fields.text("late", Late::read, Late.SKIP),
                statuses.isEmpty() ? usual(before, on) : statuses,
                fields.optional("template", Reminder::template));
    }

    private static String template(String text) {
        if (!TEMPLATE.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "A letter is named by up to 40 small letters, digits and hyphens, the first no hyphen.");
        }
        return text;
    }

    private static List<String> usual(@Nullable CalendarDuration before, @Nullable Cause on) {
        if (on != null) {
            return on.statuses();
        }
        return before == null ? BEHIND : AHEAD;
    }

    private static String oneOf(Enum<?>[] values, String text) {
        var names = Arrays.stream(values).map(Reminder::text).toList();
        return Limit.oneOf(names, text).toUpperCase(Locale.ROOT);
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /// By what it is known: editing anything else of it changes it, editing one of these makes it another. A service
    /// may have several of the same key, which apply to other bookings or in other hours.
    public String key() {
        return when() + ":" + channel;
    }

    /// Whether both apply to the same bookings and are heard in the same hours.
    public boolean appliesWhen(Reminder other) {
        return statuses.equals(other.statuses) && Objects.equals(quiet, other.quiet);
    }

    private String when() {
        if (on != null) {
            return ON + text(on);
        }
        return before == null ? "after:" + after : "before:" + before;
    }

    /// When it is due, unless it is for something that happens, for somebody who lives in `his` zone, about a booking
    /// in `zone`.
    public Instant due(TimeRange booking, ZoneId zone, ZoneId his) {
        var due = before == null
                ? Objects.requireNonNull(after).after(booking.end(), zone)
                : before.before(booking.start(), zone);
        return heard(due, booking, his);
    }

    /// When what is to be said at `then` about a booking may be said to somebody who lives in `his` zone: what is for
    /// before the start does not come after it.
    public Instant heard(Instant then, TimeRange booking, ZoneId his) {
        boolean isForBefore = before != null || (on != null && then.isBefore(booking.start()));
        return quiet == null ? then : quiet.heard(then, his, isForBefore ? booking.start() : Instant.MAX);
    }

    /// The document. What was added to it later is left out where it says nothing, so that documents stored before are
    /// still the same.
    public JsonObject toJson() {
        var json = new JsonObject();
        if (before != null) {
            json.put("before", before.toString());
        }
        if (after != null) {
            json.put("after", after.toString());
        }
        if (on != null) {
            json.put("on", text(on));
        }
        json.put("channel", channel);
        if (audience != Audience.ATTENDEE) {
            json.put("audience", text(audience));
        }
        if (quiet != null) {
            json.put("quietHours", quiet.toJson());
        }
        if (late != Late.SKIP) {
            json.put("late", text(late));
        }
        if (!statuses.equals(usual(before, on))) {
            json.put("statuses", new JsonArray(statuses));
        }
        return template == null ? json : json.put("template", template);
    }
}
