package scheduler.availability.slot;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Claims.Claim;
import scheduler.availability.picture.Hours;
import scheduler.availability.picture.Known;
import scheduler.availability.picture.Openings;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Pin;
import scheduler.availability.picture.Preferences;
import scheduler.availability.picture.Spans.Span;
import scheduler.availability.picture.Turns;
import scheduler.availability.picture.Turns.Turn;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.availability.slot.Verdict.Assigned;
import scheduler.service.Limit;
import scheduler.service.Strategy;
import scheduler.time.TimeRange;

/// Judges several starts of which each can be had alone: whether all can, one after the other, each as if those before
/// it were booked. Who gives the first one gives the others too, as far as he is free. So a series is booked.
public final class Succession {

    /// What a start costs beside the resources that it is held against.
    private static final int COST_OF_START = 20;

    private final Outline outline;
    private final TimeRange range;
    private final Known known;
    private final IdentityHashMap<Hours, Openings> openings = new IdentityHashMap<>();
    private final Picture picture;
    private final Set<ZoneId> zones;
    private final boolean takesNothing;
    private final boolean hasLimitsOfResources;
    private final long distance;

    private long cost;

    /// For starts within a range.
    public Succession(Outline outline, TimeRange range, Known known) {
        this.outline = outline;
        this.range = range;
        this.known = known;
        this.picture = picture(known);
        this.zones = outline.roles().stream()
                .flatMap(role -> role.candidates().stream())
                .map(Candidate::zone)
                .collect(Collectors.toSet());
        var service = outline.service();
        this.takesNothing = service.approval() && !service.policy().pendingBlocks();
        this.hasLimitsOfResources =
                service.limits().stream().anyMatch(each -> each.of().equals(Limit.OF_RESOURCE));
        this.distance = outline.before().plus(outline.after()).toNanos() / 1_000;
    }

    private Picture picture(Known then) {
        return Picture.of(outline, range, then, null, openings);
    }

    /// In which each of them can be judged alone.
    public Picture picture() {
        return picture;
    }

    /// What it has cost to judge starts after others, in starts that are held against a resource.
    public long cost() {
        return cost;
    }

    /// Whether all of them can be had, where each of them can alone.
    public boolean admits(List<Instant> starts) {
        if (takesNothing) {
            return true;
        }
        var ordered = starts.stream().mapToLong(Busy::micros).sorted().toArray();
        return picture.limits().leaveRoom(ordered) && (areApart(ordered) || admitsInTurn(starts));
    }

    /// Whether none of them takes anything of what another needs.
    private boolean areApart(long[] ordered) {
        for (int i = 1; i < ordered.length; i++) {
            if (ordered[i] - ordered[i - 1] < distance) {
                return false;
            }
        }
        return !picture.limits().countTogether(ordered, zones);
    }

    private boolean admitsInTurn(List<Instant> starts) {
        var then = known;
        Admitted first = null;
        for (int i = 0; i < starts.size(); i++) {
            cost += COST_OF_START + outline.size();
            var givers = first == null ? List.<Pin>of() : pins(first);
            if (!(Keeping.admit(picture(then), givers, starts.get(i), 1) instanceof Admitted admitted)) {
                return false;
            }
            first = first == null ? admitted : first;
            then = after(then, admitted, first, new UUID(0, i));
        }
        return true;
    }

    private static List<Pin> pins(Admitted first) {
        return first.assigned().stream()
                .map(each -> new Pin(each.role(), each.id(), "/resource"))
                .toList();
    }

    /// What would be known if a booking came about. Its session need not be: no other of the starts is the same.
    private Known after(Known before, Admitted admitted, Admitted first, UUID booking) {
        var busy = new HashMap<>(before.busy());
        if (!isJoined(before, admitted)) {
            for (var each : admitted.assigned()) {
                busy.computeIfPresent(each.id(), (_, its) -> with(its, each, booking));
            }
        }
        var resources = admitted.assigned().stream().map(Assigned::id).toList();
        return new Known(
                busy,
                before.sessions(),
                hasLimitsOfResources
                        ? before.limits().with(booking, Busy.micros(admitted.start()), resources)
                        : before.limits(),
                after(before.preferences(), admitted, first, booking, resources),
                before.now());
    }

    /// Whoever joins a session claims nothing that it has not.
    private static boolean isJoined(Known before, Admitted admitted) {
        var one = admitted.assigned().getFirst();
        return before.sessions().at(Busy.micros(admitted.start())).stream()
                .flatMap(session -> session.places().stream())
                .anyMatch(place -> place.resource().equals(one.id())
                        && place.unit() == one.units().getFirst());
    }

    private static Busy with(Busy before, Assigned assigned, UUID booking) {
        var claim = Claim.kept(assigned.units().getFirst(), span(assigned.during()), lead(assigned), booking, 1);
        return new Busy(before.blocks(), before.claims().with(booking, 1, List.of(claim), Long.MIN_VALUE));
    }

    private static @Nullable Span lead(Assigned assigned) {
        return assigned.lead() == null ? null : span(assigned.lead());
    }

    private static Span span(TimeRange range) {
        return new Span(Busy.micros(range.start()), Busy.micros(range.end()));
    }

    private Preferences after(
            Preferences before, Admitted admitted, Admitted first, UUID booking, List<String> resources) {
        var turns = new ArrayList<Turn>();
        for (var each : admitted.assigned()) {
            var choice = outline.service().capacity() == null ? choice(each, first) : each.choice();
            if (choice != null && choice.by() == Strategy.ROUND_ROBIN && choice.measure() != Turns.LAST) {
                turns.add(new Turn(each.role(), each.id(), choice.measure(), booking, 1));
            }
        }
        return turns.isEmpty()
                ? before
                : new Preferences(before.turns().with(booking, 1, resources, turns), before.last());
    }

    /// Whoever gives the first one too was chosen with that.
    private static @Nullable Choice choice(Assigned assigned, Admitted first) {
        for (var each : first.assigned()) {
            if (each.role().equals(assigned.role()) && each.id().equals(assigned.id())) {
                return each.choice();
            }
        }
        return assigned.choice();
    }
}
