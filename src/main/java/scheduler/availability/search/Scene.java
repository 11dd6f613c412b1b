package scheduler.availability.search;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Hours;
import scheduler.availability.picture.Known;
import scheduler.availability.picture.Openings;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Spans;
import scheduler.availability.search.Line.Company;
import scheduler.availability.search.Line.When;
import scheduler.availability.search.SearchSlots.Shape;
import scheduler.time.TimeRange;

/// One service of a search, with what is known of those who can give it. Their opening hours are resolved bit by
/// bit: those of a thousand resources over a year take seconds.
final class Scene {

    /// Wherever the dates are counted, they lie within this of the same dates in UTC.
    private static final Duration ZONES = Duration.ofHours(26);

    private static final ZoneId UTC = ZoneId.of("UTC");

    /// What it costs to resolve the hours of a resource, in judgements.
    private static final int COST_OF_HOURS = 500;

    private final SearchSlots search;
    private final Party party;
    private final Known known;
    private final TimeRange range;
    private final Company company;
    private final IdentityHashMap<Hours, Openings> openings = new IdentityHashMap<>();
    private final Map<ZoneId, When> whens = new HashMap<>();
    private final Queue<Hours> unresolved = new ArrayDeque<>();

    private @Nullable Picture picture;

    Scene(SearchSlots search, Party party, Known known) {
        this.search = search;
        this.party = party;
        this.known = known;
        this.range = range(search);
        this.company = search.together() == null
                ? Company.NONE
                : new Company(party.commonRole().orElseThrow(), search.together());
        for (var role : party.outline().roles()) {
            role.candidates().forEach(each -> each.hours().ifPresent(unresolved::add));
        }
    }

    private static TimeRange range(SearchSlots search) {
        var spans = search.spans(UTC);
        return new TimeRange(start(spans), end(spans)).widen(ZONES, ZONES);
    }

    static Instant start(Spans spans) {
        return Busy.instant(spans.from(0));
    }

    static Instant end(Spans spans) {
        return Busy.instant(spans.to(spans.size() - 1));
    }

    /// Works on until the slice is over; true when lines can be made.
    boolean isReady(Slice slice) {
        if (picture != null) {
            return true;
        }
        long from = Picture.since(party.outline(), range);
        long to = Picture.until(party.outline(), range);
        for (var hours = unresolved.poll(); hours != null; hours = unresolved.poll()) {
            if (openings.containsKey(hours)) {
                continue;
            }
            openings.put(hours, hours.around(from, to));
            if (slice.isOver(COST_OF_HOURS)) {
                return false;
            }
        }
        picture = Picture.of(party.outline(), range, known, null, openings);
        return true;
    }

    /// The line of a resource or, when that is null, of all. Only once it is ready.
    Line line(@Nullable String resource) {
        var all = Objects.requireNonNull(picture);
        if (resource == null) {
            var zone = search.timeZone().orElse(all.outline().zone());
            return new Line(all, null, when(zone), company, search.shape() != Shape.SLOTS);
        }
        var alone = party.alone(all.outline(), resource);
        var zone = search.timeZone()
                .orElseGet(() -> party.candidate(all.outline(), resource).zone());
        var limits = all.limits().in(alone.zone());
        return new Line(
                new Picture(alone, all.range(), all.now(), limits, all.sessions(), all.preferences()),
                resource,
                when(zone),
                company,
                search.shape() != Shape.SLOTS);
    }

    private When when(ZoneId zone) {
        return whens.computeIfAbsent(zone, each -> When.of(search.spans(each), each));
    }
}
