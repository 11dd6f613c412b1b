package scheduler.http;

import io.vertx.core.Vertx;
import scheduler.booking.Attending.Join;
import scheduler.booking.Attending.OwnStep;
import scheduler.booking.Attending.TakeOwnStep;
import scheduler.http.Replies.Kind;
import scheduler.message.Problem;
import scheduler.message.Refusal;

/// Single attendees of a booking over HTTP.
final class AttendeeRoutes {

    private final Vertx vertx;

    AttendeeRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    void bind(Api api) {
        api.write(
                "joinBooking",
                Kind.ACT,
                exchange -> Join.ADDRESS.ask(
                        vertx,
                        exchange.read(fields -> Join.read(exchange.write(), exchange.uuid("id", "booking"), fields))));
        step(api, "cancelAttendee", OwnStep.CANCELLED);
        step(api, "checkInAttendee", OwnStep.CHECKED_IN);
        step(api, "noShowAttendee", OwnStep.NO_SHOW);
    }

    private void step(Api api, String operation, OwnStep step) {
        api.write(
                operation,
                Kind.ACT,
                exchange -> TakeOwnStep.ADDRESS.ask(
                        vertx,
                        exchange.read(fields -> TakeOwnStep.read(
                                exchange.write(), exchange.uuid("id", "booking"), position(exchange), step, fields))));
    }

    /// What is no number as one writes it cannot be there.
    private static int position(Exchange exchange) {
        var text = exchange.path("position");
        if (!text.matches("0|[1-9][0-9]{0,2}")) {
            throw new Refusal(Problem.notFound("attendee", text));
        }
        return Integer.parseInt(text);
    }
}
