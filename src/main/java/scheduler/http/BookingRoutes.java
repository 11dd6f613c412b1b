package scheduler.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scheduler.availability.ExplainSlot;
import scheduler.availability.FindSlots;
import scheduler.availability.FindSlots.Bounds;
import scheduler.availability.Start;
import scheduler.booking.Bookings.BookSlot;
import scheduler.booking.Bookings.GetBooking;
import scheduler.booking.Bookings.ListBookings;
import scheduler.booking.Bookings.RescheduleBooking;
import scheduler.booking.Bookings.TakeStep;
import scheduler.booking.Holds.BookHold;
import scheduler.booking.Holds.ExtendHold;
import scheduler.booking.Holds.GetHold;
import scheduler.booking.Holds.HoldSlot;
import scheduler.booking.Holds.ReleaseHold;
import scheduler.booking.Starting;
import scheduler.booking.Step;
import scheduler.event.ReadEvents;
import scheduler.event.WatchEvents;
import scheduler.http.Replies.Kind;
import scheduler.message.Outcome;
import scheduler.message.Refusal;
import scheduler.recurrence.Recurrence;
import scheduler.reminder.Reminders.ListReminders;
import scheduler.service.Service;
import scheduler.time.Instants;
import scheduler.time.Zones;

/// Slots, bookings and events over HTTP.
final class BookingRoutes {

    private static final int TYPES_MAX = 50;
    private static final int TYPE_MAX = 64;
    private static final Pattern SEQUENCE = Pattern.compile("[0-9]{1,18}");

    private final Vertx vertx;

    BookingRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    void bind(Api api) {
        api.read(
                "findSlots",
                exchange -> FindSlots.ADDRESS.ask(
                        vertx, findSlots(exchange, Optional.ofNullable(exchange.query("rrule", Recurrence::read)))));
        api.read("explainSlot", this::explainSlot);
        api.write("book", Kind.CREATE, _ -> "/v1/bookings/", this::book);
        api.write(
                "hold",
                Kind.CREATE,
                _ -> "/v1/holds/",
                exchange ->
                        HoldSlot.ADDRESS.ask(vertx, exchange.read(fields -> HoldSlot.read(exchange.write(), fields))));
        api.read(
                "getHold",
                exchange -> GetHold.ADDRESS.ask(vertx, new GetHold(exchange.tenant(), exchange.uuid("id", "hold"))));
        api.write(
                "extendHold",
                Kind.ACT,
                exchange -> ExtendHold.ADDRESS.ask(
                        vertx,
                        exchange.read(
                                fields -> ExtendHold.read(exchange.write(), exchange.uuid("id", "hold"), fields))));
        api.write(
                "releaseHold",
                Kind.DELETE,
                exchange ->
                        ReleaseHold.ADDRESS.ask(vertx, new ReleaseHold(exchange.write(), exchange.uuid("id", "hold"))));
        api.write(
                "reschedule",
                Kind.ACT,
                exchange -> RescheduleBooking.ADDRESS.ask(
                        vertx,
                        exchange.read(fields ->
                                RescheduleBooking.read(exchange.write(), exchange.uuid("id", "booking"), fields))));
        step(api, "confirm", Step.CONFIRM);
        step(api, "decline", Step.DECLINE);
        step(api, "cancel", Step.CANCEL);
        step(api, "checkIn", Step.CHECK_IN);
        step(api, "complete", Step.COMPLETE);
        step(api, "noShow", Step.NO_SHOW);
        api.read(
                "getBooking",
                exchange -> GetBooking.ADDRESS.ask(
                        vertx,
                        new GetBooking(
                                exchange.tenant(),
                                exchange.uuid("id", "booking"),
                                exchange.query("asOf", Instants::read))));
        api.read(
                "listReminders",
                exchange -> ListReminders.ADDRESS.ask(
                        vertx, new ListReminders(exchange.tenant(), exchange.uuid("id", "booking"))));
        api.read("listBookings", this::listBookings);
        api.read("readEvents", this::readEvents);
        api.read("streamEvents", this::streamEvents);
    }

    /// Of a time, or of what is held already.
    private Future<Outcome> book(Exchange exchange) {
        return exchange.fields().has("hold")
                ? BookHold.ADDRESS.ask(vertx, exchange.read(fields -> BookHold.read(exchange.write(), fields)))
                : BookSlot.ADDRESS.ask(vertx, exchange.read(fields -> BookSlot.read(exchange.write(), fields)));
    }

    private void step(Api api, String operation, Step step) {
        api.write(
                operation,
                Kind.ACT,
                exchange -> TakeStep.ADDRESS.ask(
                        vertx,
                        exchange.read(fields ->
                                TakeStep.read(exchange.write(), exchange.uuid("id", "booking"), step, fields))));
    }

    static FindSlots findSlots(Exchange exchange, Optional<Recurrence> rule) {
        return new FindSlots(
                exchange.tenant(),
                exchange.required("service"),
                exchange.query("resource"),
                exchange.query("duration", Service::length),
                Bounds.read(exchange.required("from"), exchange.required("to")),
                Optional.ofNullable(exchange.query("timeZone", Zones::read)),
                rule,
                exchange.query("asOf", Instants::read));
    }

    private Future<Outcome> explainSlot(Exchange exchange) {
        return ExplainSlot.ADDRESS.ask(
                vertx,
                new ExplainSlot(
                        exchange.tenant(),
                        exchange.required("service"),
                        exchange.requiredAs("start", Start::read),
                        exchange.query("resource"),
                        exchange.query("duration", Service::length)));
    }

    private Future<Outcome> listBookings(Exchange exchange) {
        var status = exchange.list("status");
        return ListBookings.ADDRESS.ask(
                vertx,
                new ListBookings(
                        exchange.tenant(),
                        exchange.query("resource"),
                        exchange.query("service"),
                        status.isEmpty() ? List.of() : ListBookings.statuses(status),
                        Starting.read(
                                exchange.query("from"), exchange.query("to"), exchange.query("timeZone", Zones::read)),
                        exchange.query("attendee"),
                        exchange.limit(),
                        exchange.query("cursor"),
                        exchange.query("asOf", Instants::read)));
    }

    private Future<Outcome> readEvents(Exchange exchange) {
        return ReadEvents.ADDRESS.ask(
                vertx,
                new ReadEvents(
                        exchange.tenant(),
                        sequence(exchange.query("after"), ReadEvents.BEGINNING),
                        exchange.limit(),
                        types(exchange),
                        exchange.query("subject")));
    }

    /// From after the last event that the client has seen: a browser that comes back says it in the header, while its
    /// address is still the one with which it began.
    private Future<Outcome> streamEvents(Exchange exchange) {
        var seen = exchange.header("Last-Event-ID");
        var after = seen == null || seen.isEmpty() ? exchange.query("after") : seen;
        return WatchEvents.ADDRESS.ask(
                vertx,
                new WatchEvents(
                        exchange.tenant(),
                        sequence(after, ReadEvents.END),
                        types(exchange),
                        exchange.query("subject")));
    }

    private static List<String> types(Exchange exchange) {
        var types = exchange.list("type");
        if (types.size() > TYPES_MAX) {
            throw Refusal.invalid("?type", "It may have " + TYPES_MAX + " types at most.");
        }
        types.stream()
                .filter(each -> each.isBlank() || each.length() > TYPE_MAX)
                .findFirst()
                .ifPresent(_ -> {
                    throw Refusal.invalid(
                            "?type", "A type has 1 to " + TYPE_MAX + " characters, such as booking.confirmed.");
                });
        return types;
    }

    private static long sequence(@Nullable String after, long otherwise) {
        if (after == null) {
            return otherwise;
        }
        if (after.equals("end")) {
            return ReadEvents.END;
        }
        if (!SEQUENCE.matcher(after).matches()) {
            throw Refusal.invalid("?after", "It is neither a sequence of this log nor end.");
        }
        return Long.parseLong(after);
    }
}
