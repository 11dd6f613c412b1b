package scheduler.service;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scheduler.message.Fields;
import scheduler.message.Metadata;
import scheduler.message.Names;
import scheduler.time.CalendarDuration;
import scheduler.time.Zones;

/// What is booked: how long it takes, on which grid, how early and how late it can be had, and what it needs.
/// `step` is the distance of the starts on the grid, `buffer` the time kept free around a booking. A booking lasts
/// `duration`, or another of the `durations` when it asks for that. With a `capacity` bookings that begin at once
/// share a session of so many seats; without, each is alone.
public record Service(
        String id,
        String name,
        Duration duration,
        List<Duration> durations,
        Duration step,
        Duration align,
        Buffer buffer,
        CalendarDuration minNotice,
        CalendarDuration horizon,
        Optional<ZoneId> timeZone,
        @Nullable Integer capacity,
        List<Limit> limits,
        List<Requirement> requirements,
        boolean approval,
        Policy policy,
        List<Reminder> reminders,
        JsonObject metadata) {

    /// What is over for so long is in nobody's way any more.
    public static final Duration BUFFER_MAX = Duration.ofDays(7);

    /// As long as the first start of an opening may be put off.
    public static final Duration ALIGN_MAX = Duration.ofDays(1);

    private static final int NAME_MAX = 200;
    static final Duration LENGTH_MIN = Duration.ofMinutes(1);
    static final Duration LENGTH_MAX = Duration.ofDays(31);
    private static final int DURATIONS_MAX = 20;
    private static final CalendarDuration NO_NOTICE = CalendarDuration.parse("PT0S");
    private static final CalendarDuration DEFAULT_HORIZON = CalendarDuration.parse("P365D");
    private static final int HORIZON_DAYS_MAX = 3660;
    private static final int CAPACITY_MAX = 10_000;
    private static final int LIMITS_MAX = 20;
    private static final int REQUIREMENTS_MAX = 10;
    private static final int REMINDERS_MAX = 10;

    public Service {
        Names.check(id);
        durations = List.copyOf(durations);
        limits = List.copyOf(limits);
        requirements = List.copyOf(requirements);
        reminders = List.copyOf(reminders);
    }

    /// The same with how many may come at once and in a period, and whether anybody may twice, as another version has
    /// it. What has sessions keeps them, and what has none gets none.
    public Service ruledBy(Service rules) {
        return new Service(
                id,
                name,
                duration,
                durations,
                step,
                align,
                buffer,
                minNotice,
                horizon,
                timeZone,
                capacity == null || rules.capacity == null ? capacity : rules.capacity,
                rules.limits,
                requirements,
                approval,
                policy.unique(rules.policy.unique),
                reminders,
                metadata);
    }

    public static Service read(String id, Fields fields) {
        var durations = fields.texts("durations", DURATIONS_MAX, Lengths.exact(LENGTH_MIN, LENGTH_MAX));
        var duration = durations.isEmpty() || fields.has("duration")
                ? fields.text("duration", Lengths.exact(LENGTH_MIN, LENGTH_MAX))
                : durations.getFirst();
        if (!durations.isEmpty() && !durations.contains(duration)) {
            throw fields.invalid("duration", "It must be one of the durations.");
        }
        var requirements = fields.objects("requirements", REQUIREMENTS_MAX, Requirement::read);
        var roles = new HashSet<String>();
        for (var each : requirements) {
            if (!roles.add(each.role())) {
                throw fields.invalid("requirements", "The role " + each.role() + " stands there twice.");
            }
        }
        refuseBeyondTheEnd(fields, requirements, durations.isEmpty() ? List.of(duration) : durations);
        var buffer = fields.inner("buffer", Buffer::read);
        var policy = fields.inner("policy", Policy::read);
        return new Service(
                id,
                fields.text("name", Fields.plain(NAME_MAX), id),
                duration,
                durations,
                fields.text("step", Lengths.exact(LENGTH_MIN, LENGTH_MAX), duration),
                fields.text("align", Lengths.exact(Duration.ZERO, ALIGN_MAX), Duration.ZERO),
                buffer == null ? Buffer.NONE : buffer,
                fields.text("minNotice", Lengths.upTo(HORIZON_DAYS_MAX), NO_NOTICE),
                fields.text("horizon", Lengths.upTo(HORIZON_DAYS_MAX), DEFAULT_HORIZON),
                Optional.ofNullable(fields.optional("timeZone", Zones::read)),
                fields.has("capacity") ? (Integer) (int) fields.whole("capacity", 1, CAPACITY_MAX, 1) : null,
                fields.objects("limits", LIMITS_MAX, Limit::read),
                requirements,
                fields.flag("approval", false),
                policy == null ? Policy.NONE : policy,
                fields.objects("reminders", REMINDERS_MAX, Reminder::read),
                Metadata.read(fields));
    }

    private static void refuseBeyondTheEnd(Fields fields, List<Requirement> requirements, List<Duration> durations) {
        for (var each : requirements) {
            if (!durations.stream().allMatch(each::fits)) {
                throw fields.invalid("requirements", "The role " + each.role() + " is needed beyond the end.");
            }
        }
    }

    /// Reads how long somebody wants it to last.
    public static Duration length(String text) {
        return Lengths.exact(LENGTH_MIN, LENGTH_MAX).apply(text);
    }

    /// Reads how long something else is to last.
    public static Function<String, Duration> length(Duration min, Duration max) {
        return Lengths.exact(min, max);
    }

    /// How long a booking lasts that asks for `wanted`, or for nothing; IllegalArgumentException says what there
    /// is.
    public Duration duration(@Nullable Duration wanted) {
        if (wanted == null || wanted.equals(duration)) {
            return duration;
        }
        if (!durations.contains(wanted)) {
            throw new IllegalArgumentException("This service lasts "
                    + String.join(
                            " or ",
                            (durations.isEmpty() ? List.of(duration) : durations)
                                    .stream().map(Duration::toString).toList())
                    + ".");
        }
        return wanted;
    }

    public JsonObject toJson() {
        var json = new JsonObject().put("name", name).put("duration", duration.toString());
        if (!durations.isEmpty()) {
            json.put(
                    "durations",
                    array(durations.stream().map(Duration::toString).toList()));
        }
        json.put("step", step.toString());
        if (!align.isZero()) {
            json.put("align", align.toString());
        }
        json.put("buffer", buffer.toJson())
                .put("minNotice", minNotice.toString())
                .put("horizon", horizon.toString());
        timeZone.ifPresent(zone -> json.put("timeZone", zone.getId()));
        if (capacity != null) {
            json.put("capacity", capacity);
        }
        return json.put("limits", array(limits.stream().map(Limit::toJson).toList()))
                .put(
                        "requirements",
                        array(requirements.stream().map(Requirement::toJson).toList()))
                .put("approval", approval)
                .put("policy", policy.toJson())
                .put("reminders", array(reminders.stream().map(Reminder::toJson).toList()))
                .put("metadata", metadata);
    }

    private static JsonArray array(List<?> items) {
        return new JsonArray(items);
    }

    /// Time kept free before and after a booking. It may lie outside the opening hours unless it is `insideHours`; the
    /// resource says whether those of neighbours add up.
    public record Buffer(Duration before, Duration after, boolean insideHours) {

        static final Buffer NONE = new Buffer(Duration.ZERO, Duration.ZERO, false);

        static Buffer read(Fields fields) {
            return new Buffer(
                    fields.text("before", Lengths.exact(Duration.ZERO, BUFFER_MAX), Duration.ZERO),
                    fields.text("after", Lengths.exact(Duration.ZERO, BUFFER_MAX), Duration.ZERO),
                    fields.flag("insideHours", false));
        }

        JsonObject toJson() {
            var json = new JsonObject().put("before", before.toString()).put("after", after.toString());
            return insideHours ? json.put("insideHours", true) : json;
        }
    }

    /// How late a booking may still be cancelled or moved, counted back from its start, and whether nobody may have
    /// two seats in one session. Of a request that waits for approval, whether it holds its time, and after which
    /// time without an answer it is over, if that is before its start. How many holds a customer may have at once.
    /// What a booking keeps when the rules of its time zone change.
    public record Policy(
            @Nullable CalendarDuration cancelCutoff,
            @Nullable CalendarDuration rescheduleCutoff,
            boolean unique,
            boolean pendingBlocks,
            @Nullable CalendarDuration pendingExpiry,
            int holdsPerCustomer,
            TimeZoneChange timeZoneChange) {

        private static final int HOLDS_DEFAULT = 5;
        private static final int HOLDS_MAX = 1_000;

        static final Policy NONE =
                new Policy(null, null, false, true, null, HOLDS_DEFAULT, TimeZoneChange.KEEP_INSTANT);

        static Policy read(Fields fields) {
            return new Policy(
                    fields.optional("cancelCutoff", Lengths.upTo(HORIZON_DAYS_MAX)),
                    fields.optional("rescheduleCutoff", Lengths.upTo(HORIZON_DAYS_MAX)),
                    fields.flag("unique", false),
                    fields.flag("pendingBlocks", true),
                    fields.optional("pendingExpiry", Lengths.upTo(HORIZON_DAYS_MAX)),
                    (int) fields.whole("holdsPerCustomer", 1, HOLDS_MAX, HOLDS_DEFAULT),
                    fields.text("timeZoneChange", TimeZoneChange::read, TimeZoneChange.KEEP_INSTANT));
        }

        Policy unique(boolean isUnique) {
            return new Policy(
                    cancelCutoff,
                    rescheduleCutoff,
                    isUnique,
                    pendingBlocks,
                    pendingExpiry,
                    holdsPerCustomer,
                    timeZoneChange);
        }

        JsonObject toJson() {
            var json = new JsonObject();
            if (cancelCutoff != null) {
                json.put("cancelCutoff", cancelCutoff.toString());
            }
            if (rescheduleCutoff != null) {
                json.put("rescheduleCutoff", rescheduleCutoff.toString());
            }
            if (unique) {
                json.put("unique", true);
            }
            if (!pendingBlocks) {
                json.put("pendingBlocks", false);
            }
            if (pendingExpiry != null) {
                json.put("pendingExpiry", pendingExpiry.toString());
            }
            if (holdsPerCustomer != HOLDS_DEFAULT) {
                json.put("holdsPerCustomer", holdsPerCustomer);
            }
            if (timeZoneChange != TimeZoneChange.KEEP_INSTANT) {
                json.put("timeZoneChange", timeZoneChange.text());
            }
            return json;
        }
    }
}
