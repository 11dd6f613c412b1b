package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Pin;
import scheduler.availability.slot.SlotFunction;
import scheduler.availability.slot.Verdict;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.booking.BookingStore.Decided;
import scheduler.booking.BookingStore.Rules;
import scheduler.booking.Bookings.RescheduleBooking;
import scheduler.booking.Bookings.TakeStep;
import scheduler.database.KeyUsed;
import scheduler.database.Receipts;
import scheduler.event.Happened;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.platform.Times;
import scheduler.service.Service;
import scheduler.time.CalendarDuration;
import scheduler.time.TimeRange;

/// Decides changes of bookings that are there: another time, another status.
final class ChangeDesk {

    private final Pictures pictures;
    private final BookingStore store;
    private final BookingReader reader;
    private final BookingDesk desk;
    private final Receipts receipts;
    private final Times times;

    ChangeDesk(
            Pictures pictures,
            BookingStore store,
            BookingReader reader,
            BookingDesk desk,
            Receipts receipts,
            Times times) {
        this.pictures = pictures;
        this.store = store;
        this.reader = reader;
        this.desk = desk;
        this.receipts = receipts;
        this.times = times;
    }

    Future<Outcome> reschedule(RescheduleBooking wish) {
        return receipts.replayOr(wish.write(), () -> attempt(wish, new Attempt()))
                .recover(failure -> receipts.settle(wish.write(), failure));
    }

    private Future<Outcome> attempt(RescheduleBooking wish, Attempt attempt) {
        var tenant = wish.write().tenant();
        return reader.find(tenant, wish.id())
                .map(found -> BookingDesk.expected(wish.write(), wish.id(), found))
                .compose(booking -> pictures.outline(
                                tenant,
                                booking.service(),
                                booking.serviceVersion(),
                                booking.time().length(),
                                service -> pins(service, booking, wish.pin()))
                        .compose(outline -> judge(wish, booking, outline, attempt)));
    }

    /// Where a service names no requirement its customer chose the resource, so another cannot take its place.
    private static List<Pin> pins(Service service, Booking booking, @Nullable Pin pin) {
        if (pin != null) {
            return List.of(pin);
        }
        return service.requirements().isEmpty() ? pins(booking) : List.of();
    }

    private static List<Pin> pins(Booking booking) {
        return booking.places().stream()
                .map(place -> new Pin(place.role(), place.id(), "/resource"))
                .toList();
    }

    private Future<Outcome> judge(RescheduleBooking wish, Booking booking, Outline outline, Attempt attempt) {
        if (!booking.status().isOpen()) {
            throw BookingDesk.wrongStatus(booking, "moved");
        }
        var start = wish.start().in(outline.zone());
        if (start.equals(booking.time().start())
                && keepsResource(booking, wish.pin())
                && booking.beginsAtLocalStart()) {
            return receipts.keep(
                    wish.write(),
                    Receipt.changed(
                            booking.id().toString(),
                            booking.version(),
                            booking.toJson().encode()));
        }
        refuseTooLate(booking, outline, outline.service().policy().rescheduleCutoff(), "moved");
        var range = new TimeRange(start, start.plus(outline.duration()));
        return pictures.picture(outline, range, booking.leaving())
                .map(picture -> admit(picture, booking, wish.pin(), start))
                .compose(verdict -> switch (verdict) {
                    case Admitted admitted -> move(wish, booking, outline, admitted, attempt);
                    case Declined declined ->
                        desk.later(outline, attempt)
                                .map(known -> known.compose(_ -> attempt(wish, attempt.fresh())))
                                .orElseGet(
                                        () -> desk.decline(wish.write(), outline, start, declined, booking.leaving()));
                });
    }

    /// With those who have it already as far as they are free, or else with others of the same roles. Who is
    /// wished for takes the place of another.
    private static Verdict admit(Picture picture, Booking booking, @Nullable Pin wished, Instant start) {
        var verdict = SlotFunction.admit(picture, start, booking.seats());
        var kept = new ArrayList<Pin>();
        for (var pin : pins(booking)) {
            if (wished == null || !pin.resource().equals(wished.resource())) {
                kept.add(pin);
                var keeping =
                        picture.keeping(kept).map(narrowed -> SlotFunction.admit(narrowed, start, booking.seats()));
                if (keeping.filter(Admitted.class::isInstance).isPresent()) {
                    verdict = keeping.get();
                } else {
                    kept.removeLast();
                }
            }
        }
        return verdict;
    }

    private static boolean keepsResource(Booking booking, @Nullable Pin pin) {
        return pin == null
                || booking.places().stream().anyMatch(place -> place.id().equals(pin.resource()));
    }

    private Future<Outcome> move(
            RescheduleBooking wish, Booking booking, Outline outline, Admitted admitted, Attempt attempt) {
        var time = new TimeRange(admitted.start(), admitted.end());
        var places = BookingDesk.places(admitted.assigned(), outline, attempt);
        var moved = booking.movedTo(time, outline.zone(), places, Sessions.of(outline, time, places), times.now());
        var receipt = Receipt.changed(
                moved.id().toString(), moved.version(), moved.toJson().encode());
        var quotas = Quota.of(outline, admitted.start(), admitted.assigned(), Quota.customers(booking));
        var rules = Rules.of(outline, admitted.assigned(), null, quotas);
        var event = BookingStore.happened(
                wish.write(), moved, "booking.rescheduled", moved.toEvent().put("previous", booking.timeAsJson()));
        return store.move(wish.write(), booking, moved, rules, event, receipt)
                .compose(decided -> switch (decided.verdict()) {
                    case DONE -> done(decided, event, receipt);
                    case TAKEN, RULES_MOVED, CHANGED ->
                        desk.again(outline, attempt).compose(next -> attempt(wish, next));
                    case LIMITED ->
                        desk.limited(
                                wish.write(), outline, moved, attempt, booking.leaving(), next -> attempt(wish, next));
                    case ALREADY_BOOKED -> desk.alreadyBooked(wish.write(), outline, moved, booking.leaving());
                    case KEY_USED -> Future.failedFuture(new KeyUsed());
                });
    }

    /// The node that wrote an event need not wait until it reads it in the log.
    private Future<Outcome> done(Decided decided, Happened event, Receipt receipt) {
        decided.told(event).ifPresent(pictures::hear);
        return Future.succeededFuture(new Changed(receipt));
    }

    Future<Outcome> step(TakeStep wish) {
        return receipts.replayOr(wish.write(), () -> attempt(wish, new Attempt()))
                .recover(failure -> receipts.settle(wish.write(), failure));
    }

    private Future<Outcome> attempt(TakeStep wish, Attempt attempt) {
        var tenant = wish.write().tenant();
        return reader.find(tenant, wish.id())
                .map(found -> BookingDesk.expected(wish.write(), wish.id(), found))
                .compose(booking -> {
                    if (!wish.step().mayFollow(booking.status())) {
                        throw BookingDesk.wrongStatus(booking, said(wish.step()));
                    }
                    return wish.step() == Step.CANCEL
                            ? pictures.outline(
                                            tenant,
                                            booking.service(),
                                            booking.serviceVersion(),
                                            booking.time().length(),
                                            service -> pins(service, booking, null))
                                    .compose(outline -> cancel(wish, booking, outline, attempt))
                            : take(wish, booking, attempt);
                });
    }

    private Future<Outcome> cancel(TakeStep wish, Booking booking, Outline outline, Attempt attempt) {
        refuseTooLate(booking, outline, outline.service().policy().cancelCutoff(), "cancelled");
        return take(wish, booking, attempt);
    }

    private Future<Outcome> take(TakeStep wish, Booking booking, Attempt attempt) {
        var after = booking.after(wish.step(), wish.reason(), times.now());
        var receipt = Receipt.changed(
                after.id().toString(), after.version(), after.toJson().encode());
        var event = BookingStore.happened(
                wish.write(),
                after,
                wish.step().event(),
                after.toEvent()
                        .put(
                                "previous",
                                new JsonObject().put("status", booking.status().text())));
        return store.step(wish.write(), booking, after, wish.step(), event, receipt)
                .compose(decided -> switch (decided.verdict()) {
                    case DONE -> done(decided, event, receipt);
                    case KEY_USED -> Future.failedFuture(new KeyUsed());
                    case TAKEN, LIMITED, ALREADY_BOOKED, RULES_MOVED, CHANGED ->
                        attempt.isLast()
                                ? Future.failedFuture(
                                        Refusal.overloaded("The booking changes too often to be changed now."))
                                : attempt(wish, attempt.next());
                });
    }

    /// What has begun can be neither moved nor cancelled, nor what is nearer than the cut-off of its service.
    private void refuseTooLate(Booking booking, Outline outline, @Nullable CalendarDuration cutoff, String what) {
        var start = booking.time().start();
        var now = times.now();
        if (!now.isBefore(start)) {
            throw new Refusal(Problem.of(Code.TOO_LATE, "A booking that has begun cannot be " + what + "."));
        }
        if (cutoff != null && now.isAfter(cutoff.before(start, outline.zone()))) {
            throw new Refusal(Problem.of(
                    Code.TOO_LATE, "A booking of this service can be " + what + " until " + cutoff + " before it."));
        }
    }

    private static String said(Step step) {
        return step.to().text().replace('_', ' ');
    }
}
