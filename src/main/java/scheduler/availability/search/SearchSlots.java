package scheduler.availability.search;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scheduler.availability.FindSlots.Bounds;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Spans;
import scheduler.message.Address;
import scheduler.message.Fields;
import scheduler.message.Names;
import scheduler.message.Tenant;
import scheduler.service.Service;
import scheduler.time.Zones;

/// Asks for many services, resources and ranges at once. Without `resources` a service may be given by anybody.
/// `first` asks for so many slots over all, `together` for starts at which so many of the resources can be booked.
public record SearchSlots(
        Tenant tenant,
        List<String> services,
        List<String> resources,
        List<Bounds> ranges,
        Optional<ZoneId> timeZone,
        @Nullable Duration duration,
        Shape shape,
        @Nullable Integer first,
        @Nullable Integer together,
        int limit,
        @Nullable String cursor) {

    public static final Address<SearchSlots> ADDRESS = new Address<>("scheduler.command.slots.search");

    private static final int SERVICES_MAX = 50;
    private static final int RESOURCES_MAX = 1_000;
    private static final int RANGES_MAX = 20;
    private static final int FIRST_MAX = 1_000;
    private static final int LIMIT_MAX = 1_000;
    private static final int TEXT_MAX = 40;

    /// What the answer has of each service or resource.
    public enum Shape {
        SLOTS,
        FREE_PERIODS,
        DAYS;

        static Shape read(String text) {
            return Stream.of(values())
                    .filter(each -> each.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("It is slots, free_periods or days."));
        }
    }

    public static SearchSlots read(Tenant tenant, Fields fields) {
        var search = new SearchSlots(
                tenant,
                some(fields, "services", fields.texts("services", SERVICES_MAX, Names::check)),
                fields.texts("resources", RESOURCES_MAX, Names::check),
                some(fields, "ranges", fields.objects("ranges", RANGES_MAX, SearchSlots::range)),
                Optional.ofNullable(fields.optional("timeZone", Zones::read)),
                fields.optional("duration", Service::length),
                fields.text("shape", Shape::read, Shape.SLOTS),
                whole(fields, "first", FIRST_MAX),
                whole(fields, "together", RESOURCES_MAX),
                (int) fields.whole("limit", 1, LIMIT_MAX, LIMIT_MAX),
                fields.optional("cursor", Fields.plain(512)));
        search.refuseContradictions(fields);
        return search;
    }

    private static Bounds range(Fields fields) {
        return Bounds.read(
                fields.text("from", Fields.plain(TEXT_MAX)),
                fields.text("to", Fields.plain(TEXT_MAX)),
                fields.pointer(""));
    }

    private static <T> List<T> some(Fields fields, String name, List<T> found) {
        if (found.isEmpty()) {
            throw fields.invalid(name, "It must have at least one entry.");
        }
        return found;
    }

    private static @Nullable Integer whole(Fields fields, String name, int max) {
        return fields.has(name) ? (Integer) (int) fields.whole(name, 1, max, 0) : null;
    }

    private void refuseContradictions(Fields fields) {
        if (first != null && shape != Shape.SLOTS) {
            throw fields.invalid("first", "The first of something are slots: leave it out, or the shape.");
        }
        if (first != null && (cursor != null || fields.has("limit"))) {
            throw fields.invalid("first", "It has no pages: leave out limit and cursor.");
        }
        if (together != null && together > resources.size()) {
            throw fields.invalid("together", "It is more than the resources that are named.");
        }
    }

    /// Whether each resource is looked at alone.
    boolean isByResource() {
        return !resources.isEmpty() && together == null;
    }

    /// The stretches of time in a zone, in order and apart, in microseconds.
    Spans spans(ZoneId zone) {
        var found = new ArrayList<Spans.Span>();
        for (var each : ranges) {
            each.in(zone)
                    .ifPresent(range ->
                            found.add(new Spans.Span(Busy.ceilMicros(range.start()), Busy.ceilMicros(range.end()))));
        }
        return Spans.of(found);
    }
}
