package scheduler.client;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/// The service as another application on the event bus uses it, for one tenant. A future fails with `Refused` when the
/// service says no, and with `Unanswered` when nobody has said anything.
///
/// What has a method here is sent under a key of its own where the call has none, so that it is done once and yet
/// can be sent again when the node that had it in hand is gone. All other commands of the contract go by `ask`.
public final class SchedulerClient {

    static final String EVENTS = "scheduler.event";

    private final Vertx vertx;
    private final String tenant;
    private final Commands commands;

    public SchedulerClient(Vertx vertx, String tenant) {
        this.vertx = vertx;
        this.tenant = tenant;
        this.commands = new Commands(vertx, tenant);
    }

    public Future<List<Slot>> slots(SlotQuery query) {
        return read("slots.query", query.fields()).map(reply -> Slot.list(reply.json()));
    }

    public Future<Booking> booking(String id) {
        return read("booking.get", of(id)).map(Booking::read);
    }

    public Future<Booking> book(Wish wish, Call call) {
        return write("book", wish.fields(), call);
    }

    public Future<Booking> hold(Wish wish, Call call) {
        return write("hold", wish.fields(), call);
    }

    public Future<Void> release(String hold, Call call) {
        return commands.ask("hold.release", of(hold), keyed(call), false).mapEmpty();
    }

    public Future<Booking> reschedule(String id, OffsetDateTime start, Call call) {
        return write("reschedule", of(id).put("start", Wish.text(start)), call);
    }

    public Future<Booking> cancel(String id, String reason, Call call) {
        return write("cancel", of(id).put("reason", reason), call);
    }

    public Future<Booking> confirm(String id, Call call) {
        return write("confirm", of(id), call);
    }

    public Future<Booking> decline(String id, String reason, Call call) {
        return write("decline", of(id).put("reason", reason), call);
    }

    public Future<Booking> checkIn(String id, Call call) {
        return write("check-in", of(id), call);
    }

    public Future<Booking> complete(String id, Call call) {
        return write("complete", of(id), call);
    }

    public Future<Booking> noShow(String id, Call call) {
        return write("no-show", of(id), call);
    }

    /// Any command of the contract by its name, as `waitlist.join`. Without a key it is not sent again when no answer
    /// comes.
    public Future<Reply> ask(String command, JsonObject fields, Call call) {
        return commands.ask(command, fields, call, false);
    }

    /// Hears of all events of the tenant, from now on.
    public Subscription subscribe(Consumer<Event> listener) {
        return new Subscription(vertx, tenant, EVENTS, listener);
    }

    /// Hears of its events of one type, as `booking.confirmed`.
    public Subscription subscribe(String type, Consumer<Event> listener) {
        return new Subscription(vertx, tenant, EVENTS + "." + type, listener);
    }

    /// Is handed all events behind a place in the log (0 = the beginning), one after the other.
    public Following follow(long after, Function<Event, Future<?>> handler) {
        return new Following(vertx, commands, tenant, after, handler);
    }

    /// Where the log ends now, to follow it from there.
    public Future<Long> end() {
        return read("events.read", new JsonObject().put("after", "end"))
                .map(reply -> Long.valueOf(reply.json().getString("next")));
    }

    private Future<Reply> read(String command, JsonObject fields) {
        return commands.ask(command, fields, Call.PLAIN, true);
    }

    private Future<Booking> write(String command, JsonObject fields, Call call) {
        return commands.ask(command, fields, keyed(call), false).map(Booking::read);
    }

    private static Call keyed(Call call) {
        return call.key() == null ? call.key(UUID.randomUUID().toString()) : call;
    }

    private static JsonObject of(String id) {
        return new JsonObject().put("id", id);
    }
}
