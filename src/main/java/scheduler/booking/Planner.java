package scheduler.booking;

import static scheduler.booking.Decided.Verdict.ALREADY_BOOKED;

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
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Busy;
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
import scheduler.booking.ChangeRules.Change;
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
/// is judged as if the absence were a block, and those before it done. One that has begun may be given by somebody
/// else, but neither moved nor cancelled. It is for the staff, so cut-offs do not count; what was agreed does: the
/// version of the service that the booking was made with, but for how many may come at once and in a period, which
/// is as of now.
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
    private final CustomerStore customers;
    private final Rebooking rebooking;
    private final Times times;
    private final Write write;
    private final Absence absence;
    private final List<Happened> events = new ArrayList<>();
    private final List<Item> items = new ArrayList<>();
    private long judged;
    private long judgedAtOnce;

    /// A booking with what it is judged by: what is `known`, the part of it that is `open` to its customers, and when
    /// the `answer` to a request is due.
    private record Case(
            Booking booking, Outline outline, Known known, Known open, Customers customers, Optional<Instant> answer) {

        static Case of(Booking booking, Outline outline, Known known, Customers customers, Optional<Instant> answer) {
            return new Case(booking, outline, known, known.closing(customers.sessions()), customers, answer);
        }

        Instant start() {
            return booking.time().start();
        }

        Picture picture(Known known, TimeRange range) {
            return Picture.of(outline, range, known, booking.leaving());
        }
    }

    Planner(
            Pictures pictures,
            BookingReader reader,
            CustomerStore customers,
            Times times,
            Write write,
            Absence absence) {
        this.pictures = pictures;
        this.customers = customers;
        this.rebooking = new Rebooking(pictures, reader, times);
        this.times = times;
        this.write = write;
        this.absence = absence;
    }

    Future<Plan> plan(List<Booking> bookings) {
        return Rounds.inWaves(bookings, 1, booking -> decide(booking).map(items::add))
                .map(_ -> new Plan(absence, items));
    }

    private Future<Item> decide(Booking booking) {
        if (booking.isHold()) {
            return Future.succeededFuture(
                    item(booking, Action.RELEASE, step(booking, Step.RELEASE_HOLD, "released"), new JsonArray()));
        }
        return rebooking
                .ruledAsNow(write.tenant(), booking)
                .compose(outline -> breath().compose(_ -> customers.of(booking, outline, absence.within(), moves()))
                        .compose(its -> supposing(outline)
                                .compose(known -> rebooking
                                        .answer(booking, outline)
                                        .map(answer -> Case.of(booking, outline, known, its, answer)))))
                .compose(each -> decide(each, absence.prefer().iterator(), new JsonArray()));
    }

    private List<Move> moves() {
        return items.stream()
                .flatMap(each -> each.part() == null ? Stream.empty() : Stream.of(each.part()))
                .map(Part::move)
                .toList();
    }

    private Future<Known> supposing(Outline outline) {
        charge((long) events.size() + outline.size());
        return pictures.supposing(events, outline)
                .map(known -> known.blocked(absence.resource(), absence.block().during()));
    }

    /// A plan may take a second of a processor, and others want something of its event loop meanwhile.
    private Future<?> breath() {
        if (judgedAtOnce < JUDGEMENTS_AT_ONCE) {
            return Future.succeededFuture();
        }
        judgedAtOnce = 0;
        return Contexts.breath();
    }

    /// The first that can be done.
    private Future<Item> decide(Case each, Iterator<Action> preferred, JsonArray reasons) {
        if (!preferred.hasNext()) {
            return Future.succeededFuture(new Item(each.booking, Action.NONE, null, reasons));
        }
        var action = preferred.next();
        return done(each, action, reasons)
                .compose(part -> part.isPresent()
                        ? Future.succeededFuture(item(each.booking, action, part.get(), reasons))
                        : decide(each, preferred, reasons));
    }

    /// What has it done; empty when that cannot be, with one reason more.
    private Future<Optional<Part>> done(Case each, Action action, JsonArray reasons) {
        if (action != Action.REASSIGN && hasBegun(each)) {
            reasons.add(reason(action, new Declined(Code.TOO_LATE, ChangeRules.begun(said(action)))));
            return Future.succeededFuture(Optional.empty());
        }
        if (action == Action.CANCEL) {
            return Future.succeededFuture(Optional.of(step(each.booking, Step.CANCEL, absence.reason())));
        }
        var tooMany = tooMany(each);
        if (tooMany != null) {
            reasons.add(reason(action, tooMany));
            return Future.succeededFuture(Optional.empty());
        }
        return action == Action.MOVE ? moved(each, reasons) : Future.succeededFuture(reassigned(each, reasons));
    }

    private boolean hasBegun(Case each) {
        return !times.now(write.tenant()).isBefore(each.start());
    }

    private static String said(Action action) {
        return action == Action.MOVE ? Change.RESCHEDULE.said() : Change.CANCEL.said();
    }

    /// A session may have become too small for it.
    private static @Nullable Declined tooMany(Case each) {
        var capacity = each.outline.service().capacity();
        int seats = each.booking.seats();
        return capacity == null || seats <= capacity
                ? null
                : new Declined(
                        Code.SLOT_TAKEN,
                        "It has " + seats + " seats, and a session of its service has " + capacity + ".");
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

    private Optional<Part> reassigned(Case each, JsonArray reasons) {
        return switch (reassigning(each, each.open)) {
            case Admitted admitted -> Optional.of(part(each, admitted));
            case Declined declined -> {
                boolean isSeated =
                        !each.customers.sessions().isEmpty() && reassigning(each, each.known) instanceof Admitted;
                reasons.add(reason(Action.REASSIGN, isSeated ? Judged.beyond(ALREADY_BOOKED) : declined));
                yield Optional.empty();
            }
        };
    }

    private Verdict reassigning(Case each, Known known) {
        var booking = each.booking;
        var picture = each.picture(known, booking.time()).asOf(booking.createdAt());
        return keeping(picture, each, others(booking), each.start());
    }

    private List<Pin> others(Booking booking) {
        return Rebooking.pins(booking).stream()
                .filter(pin -> !pin.resource().equals(absence.resource()))
                .toList();
    }

    /// Onto the nearest start that is left, with those who give it now if they can. It is looked for in rings
    /// around the start, for it is near as a rule.
    private Future<Optional<Part>> moved(Case each, JsonArray reasons) {
        var width = shorter(RING, each.outline.reach(JUDGEMENTS_OF_RING));
        var near = new AtomicReference<>(Duration.ZERO);
        var found = new AtomicReference<>(Optional.<Part>empty());
        var isLimited = new AtomicBoolean();
        return Rounds.whileMore(() -> breath().map(_ -> {
                    var far = shorter(near.get().plus(width), absence.within());
                    found.set(nearest(each, near.getAndSet(far), far, isLimited));
                    return found.get().isEmpty() && far.compareTo(absence.within()) < 0;
                }))
                .map(_ -> {
                    if (found.get().isEmpty()) {
                        reasons.add(reason(Action.MOVE, nothing(each, isLimited.get())));
                    }
                    return found.get();
                });
    }

    private Declined nothing(Case each, boolean isLimited) {
        var near = " within " + absence.within() + " of its start";
        if (isLimited) {
            return new Declined(
                    Code.LIMIT_REACHED, "What is free" + near + " is beyond the limit of one of its customers.");
        }
        return isSeated(each)
                ? new Declined(
                        Code.ALREADY_BOOKED,
                        "Where seats are left" + near + " one of its attendees has one already, and each may have one.")
                : new Declined(Code.SLOT_TAKEN, "Nothing is free" + near + ".");
    }

    /// Whether it could join a session in which one of its customers has a seat, as far as some of them tell.
    private boolean isSeated(Case each) {
        var from = later(each.start().minus(absence.within()), earliest(each));
        var to = each.start().plus(absence.within());
        return each.customers.sessions().stream()
                .flatMap(id -> each.known.sessions().find(id).stream())
                .map(session -> Busy.instant(session.start()))
                .filter(start -> !start.isBefore(from) && start.isBefore(to) && !start.equals(each.start()))
                .limit(TRIED_MAX)
                .anyMatch(start -> {
                    var time = new TimeRange(start, start.plus(each.outline.duration()));
                    return keeping(each.picture(each.known, time), each, List.of(), start) instanceof Admitted;
                });
    }

    private Optional<Part> nearest(Case each, Duration near, Duration far, AtomicBoolean isLimited) {
        var start = each.start();
        var earliest = earliest(each);
        var slots = new ArrayList<Slot>();
        slots.addAll(slots(each, later(start.minus(far), earliest), start.minus(near)));
        slots.addAll(slots(each, later(start.plus(near), earliest), start.plus(far)));
        slots.removeIf(slot -> slot.start().equals(start));
        if (slots.removeIf(slot -> each.customers.isBeyond(slot.start()))) {
            isLimited.set(true);
        }
        slots.sort(Comparator.comparing((Slot slot) -> distance(slot.start(), start))
                .thenComparing(Slot::start));
        for (var slot : slots.subList(0, Math.min(TRIED_MAX, slots.size()))) {
            var picture = each.picture(each.open, new TimeRange(slot.start(), slot.end()));
            if (keeping(picture, each, Rebooking.pins(each.booking), slot.start()) instanceof Admitted admitted) {
                return Optional.of(part(each, admitted));
            }
        }
        return Optional.empty();
    }

    private Instant earliest(Case each) {
        return each.outline.earliest(times.now(write.tenant()));
    }

    private List<Slot> slots(Case each, Instant from, Instant to) {
        if (!from.isBefore(to)) {
            return List.of();
        }
        charge(Duration.between(from, to).dividedBy(each.outline.reach(1)) * each.outline.size());
        var range = new TimeRange(from, to);
        return SlotFunction.list(each.picture(each.open, range), range, SLOTS_MAX, each.booking.seats())
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
    private Verdict keeping(Picture picture, Case each, List<Pin> pins, Instant start) {
        charge((1L + pins.size()) * each.outline.size());
        return Keeping.admit(picture, pins, start, each.booking.seats());
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

    private Part part(Case each, Admitted admitted) {
        var booking = each.booking;
        var moved = rebooking.moved(booking, each.outline, admitted, booking.zone(), each.answer, new Attempt());
        var move = move(booking, moved, ChangeDesk.RESCHEDULED);
        return new Part.Moved(move, Rebooking.rules(moved, each.outline, admitted));
    }

    private static JsonObject reason(Action action, Declined declined) {
        return new JsonObject()
                .put("action", action.text())
                .put("code", declined.code().text())
                .put("detail", declined.reason());
    }
}
