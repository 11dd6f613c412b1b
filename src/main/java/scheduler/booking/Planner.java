package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Known;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Pin;
import scheduler.availability.slot.Keeping;
import scheduler.availability.slot.Slot;
import scheduler.availability.slot.SlotFunction;
import scheduler.availability.slot.Verdict;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.booking.Moves.Move;
import scheduler.booking.Plan.Item;
import scheduler.booking.Plans.Absence;
import scheduler.booking.Plans.Action;
import scheduler.booking.Together.Part;
import scheduler.event.Happened;
import scheduler.message.Code;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Write;
import scheduler.platform.Contexts;
import scheduler.platform.Rounds;
import scheduler.platform.Times;
import scheduler.time.TimeRange;

/// Decides what is to become of the bookings of a resource that will be away, in the order of their times. Each
/// is judged as if the absence were a block, and those before it done. It is for the staff, so cut-offs do not
/// count; what was agreed does: the version of the service that the booking was made with.
final class Planner {

    private static final int SLOTS_MAX = 5_000;
    private static final int TRIED_MAX = 20;
    private static final Duration RING = Duration.ofDays(1);

    /// What one look may cost, and a whole plan, in starts that are held against a resource; and after how many others
    /// have their turn on the event loop.
    private static final int JUDGEMENTS_OF_RING = 10_000;

    private static final int JUDGEMENTS_MAX = 5_000_000;
    private static final int JUDGEMENTS_AT_ONCE = 20_000;

    /// What a look costs beside them.
    private static final int JUDGEMENTS_OF_LOOK = 50;

    private final Pictures pictures;
    private final Rebooking rebooking;
    private final Times times;
    private final Write write;
    private final Absence absence;
    private final List<Happened> events = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();
    private long judged;
    private long judgedAtOnce;

    Planner(Pictures pictures, Times times, Write write, Absence absence) {
        this.pictures = pictures;
        this.rebooking = new Rebooking(pictures, times);
        this.times = times;
        this.write = write;
        this.absence = absence;
    }

    Future<Plan> plan(List<Booking> bookings) {
        return Rounds.inWaves(
                        bookings,
                        1,
                        booking -> rebooking
                                .outline(write.tenant(), booking)
                                .compose(outline -> breath().compose(_ -> supposing(outline))
                                        .compose(known -> decide(
                                                booking,
                                                outline,
                                                known.blocked(
                                                        absence.resource(),
                                                        absence.block().during())))
                                        .map(items::add)))
                .map(_ -> new Plan(absence, items));
    }

    private Future<Known> supposing(Outline outline) {
        charge((long) events.size() + outline.size());
        return pictures.supposing(events, outline);
    }

    /// A plan may take a second of a processor, and others want something of its event loop meanwhile.
    private Future<?> breath() {
        if (judgedAtOnce < JUDGEMENTS_AT_ONCE) {
            return Future.succeededFuture();
        }
        judgedAtOnce = 0;
        return Contexts.breath();
    }

    private Future<Item> decide(Booking booking, Outline outline, Known known) {
        if (booking.isHold()) {
            return Future.succeededFuture(
                    item(booking, Action.RELEASE, step(booking, Step.RELEASE_HOLD, "released"), new JsonArray()));
        }
        return decide(booking, outline, known, absence.prefer().iterator(), new JsonArray());
    }

    /// The first that can be done.
    private Future<Item> decide(
            Booking booking, Outline outline, Known known, Iterator<Action> preferred, JsonArray reasons) {
        if (!preferred.hasNext()) {
            return Future.succeededFuture(new Item(booking, Action.NONE, null, reasons));
        }
        var action = preferred.next();
        var part = switch (action) {
            case REASSIGN -> Future.succeededFuture(reassigned(booking, outline, known, reasons));
            case MOVE -> moved(booking, outline, known, reasons);
            default -> Future.succeededFuture(Optional.of(step(booking, Step.CANCEL, absence.reason())));
        };
        return part.compose(found -> found.isPresent()
                ? Future.succeededFuture(item(booking, action, found.get(), reasons))
                : decide(booking, outline, known, preferred, reasons));
    }

    private Item item(Booking booking, Action action, Part part, JsonArray reasons) {
        events.add(part.move().event());
        return new Item(booking, action, part, reasons);
    }

    private Part step(Booking booking, Step step, @Nullable String reason) {
        var after = booking.after(step, reason, times.now(write.tenant()));
        return new Part.Taken(move(booking, after, step.event()), step);
    }

    private Move move(Booking booking, Booking after, String type) {
        var receipt = Receipt.changed(after.id().toString(), after.version(), "");
        var more = new JsonObject().put("absence", absence.resource());
        return new Move(Together.part(write), booking, after, type, more, receipt);
    }

    private Optional<Part> reassigned(Booking booking, Outline outline, Known known, JsonArray reasons) {
        var picture =
                Picture.of(outline, booking.time(), known, booking.leaving()).asOf(booking.createdAt());
        return switch (keeping(
                picture, booking, outline, others(booking), booking.time().start())) {
            case Admitted admitted -> Optional.of(part(booking, outline, admitted));
            case Declined declined -> {
                reasons.add(reason(Action.REASSIGN, declined));
                yield Optional.empty();
            }
        };
    }

    private List<Pin> others(Booking booking) {
        return Rebooking.pins(booking).stream()
                .filter(pin -> !pin.resource().equals(absence.resource()))
                .toList();
    }

    /// Onto the nearest start that is left, with those who give it now if they can. It is looked for in rings
    /// around the start, for it is near as a rule.
    private Future<Optional<Part>> moved(Booking booking, Outline outline, Known known, JsonArray reasons) {
        var width = shorter(RING, outline.reach(JUDGEMENTS_OF_RING));
        var near = new AtomicReference<>(Duration.ZERO);
        var found = new AtomicReference<>(Optional.<Part>empty());
        return Rounds.whileMore(() -> breath().map(_ -> {
                    var far = shorter(near.get().plus(width), absence.within());
                    found.set(nearest(booking, outline, known, near.getAndSet(far), far));
                    return found.get().isEmpty() && far.compareTo(absence.within()) < 0;
                }))
                .map(_ -> {
                    if (found.get().isEmpty()) {
                        var said = "Nothing is free within " + absence.within() + " of its start.";
                        reasons.add(reason(Action.MOVE, new Declined(Code.SLOT_TAKEN, said)));
                    }
                    return found.get();
                });
    }

    private Optional<Part> nearest(Booking booking, Outline outline, Known known, Duration near, Duration far) {
        var start = booking.time().start();
        var earliest = outline.earliest(times.now(write.tenant()));
        var slots = new ArrayList<Slot>();
        slots.addAll(slots(booking, outline, known, later(start.minus(far), earliest), start.minus(near)));
        slots.addAll(slots(booking, outline, known, later(start.plus(near), earliest), start.plus(far)));
        slots.removeIf(slot -> slot.start().equals(start));
        slots.sort(Comparator.comparing((Slot slot) -> distance(slot.start(), start))
                .thenComparing(Slot::start));
        for (var slot : slots.subList(0, Math.min(TRIED_MAX, slots.size()))) {
            var time = new TimeRange(slot.start(), slot.end());
            var picture = Picture.of(outline, time, known, booking.leaving());
            var pins = Rebooking.pins(booking);
            if (keeping(picture, booking, outline, pins, slot.start()) instanceof Admitted admitted) {
                return Optional.of(part(booking, outline, admitted));
            }
        }
        return Optional.empty();
    }

    private List<Slot> slots(Booking booking, Outline outline, Known known, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            return List.of();
        }
        charge(Duration.between(from, to).dividedBy(outline.reach(1)) * outline.size());
        var range = new TimeRange(from, to);
        return SlotFunction.list(Picture.of(outline, range, known, booking.leaving()), range, SLOTS_MAX)
                .slots();
    }

    private void charge(long judgements) {
        judged += JUDGEMENTS_OF_LOOK + judgements;
        judgedAtOnce += JUDGEMENTS_OF_LOOK + judgements;
        if (judged > JUDGEMENTS_MAX) {
            throw Refusal.invalid("/end", "That is too much at once: plan for less, or have bookings moved less far.");
        }
    }

    /// With whoever gives it now, as far as they can.
    private Verdict keeping(Picture picture, Booking booking, Outline outline, List<Pin> pins, Instant start) {
        charge((1L + pins.size()) * outline.size());
        return Keeping.admit(picture, pins, start, booking.seats());
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Duration distance(Instant one, Instant other) {
        return Duration.between(one, other).abs();
    }

    private Part part(Booking booking, Outline outline, Admitted admitted) {
        var moved = rebooking.moved(booking, outline, admitted, booking.zone(), new Attempt());
        var move = move(booking, moved, ChangeDesk.RESCHEDULED);
        return new Part.Moved(move, Rebooking.rules(moved, outline, admitted));
    }

    private static JsonObject reason(Action action, Declined declined) {
        return new JsonObject()
                .put("action", action.text())
                .put("code", declined.code().text())
                .put("detail", declined.reason());
    }
}
