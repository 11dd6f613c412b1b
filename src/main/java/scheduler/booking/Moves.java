package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.function.Function;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Outline;
import scheduler.booking.Denials.Denied;
import scheduler.database.KeyUsed;
import scheduler.event.Happened;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Write;

/// Has changes of bookings written, and tells who asked for them what came of it.
final class Moves {

    private final Pictures pictures;
    private final Expiry expiry;
    private final ChangeStore store;
    private final Retrial retrial;
    private final Denials denials;

    Moves(Pictures pictures, Expiry expiry, ChangeStore store, Retrial retrial, Denials denials) {
        this.pictures = pictures;
        this.expiry = expiry;
        this.store = store;
        this.retrial = retrial;
        this.denials = denials;
    }

    /// A booking as it is and as it is to be, what the event says beside that, and what is answered.
    record Move(Write write, Booking before, Booking after, String type, JsonObject more, Receipt receipt) {

        /// One that says what was before and is now.
        static Move of(Write write, Booking before, Booking after, String type, Receipt receipt) {
            return new Move(write, before, after, type, new JsonObject(), receipt);
        }

        Happened event() {
            return after.changed(write.tenant(), type, before, more);
        }
    }

    /// One that claims anew, or has to be counted anew. Lost to somebody else it is judged `again`.
    Future<Outcome> make(
            Move move, Outline outline, Rules rules, Attempt attempt, Function<Attempt, Future<Outcome>> again) {
        var event = move.event();
        var denied = new Denied(move.write, outline, move.after, move.before.leaving());
        return store.move(move.write, move.before, move.after, rules, event, move.receipt)
                .compose(decided -> switch (decided.verdict()) {
                    case DONE -> done(decided, event, move.receipt);
                    case TAKEN, RULES_MOVED, CHANGED ->
                        retrial.again(outline, attempt).compose(again);
                    case LIMITED -> denials.limited(denied, attempt, again);
                    case ALREADY_BOOKED -> denials.alreadyBooked(denied, attempt, again);
                    case KEY_USED -> Future.failedFuture(new KeyUsed());
                });
    }

    /// One that takes a step and claims nothing. When somebody else has changed it meanwhile it is judged `again`.
    Future<Outcome> take(Move move, Step step, Attempt attempt, Function<Attempt, Future<Outcome>> again) {
        var event = move.event();
        return store.step(move.write, move.before, move.after, step, event, move.receipt)
                .compose(decided -> switch (decided.verdict()) {
                    case DONE -> done(decided, event, move.receipt);
                    case KEY_USED -> Future.failedFuture(new KeyUsed());
                    case TAKEN, LIMITED, ALREADY_BOOKED, RULES_MOVED, CHANGED ->
                        attempt.isLast()
                                ? Future.failedFuture(
                                        Refusal.overloaded("The booking changes too often to be changed now."))
                                : again.apply(attempt.next());
                });
    }

    /// The node that wrote an event need not wait until it reads it in the log.
    private Future<Outcome> done(Decided decided, Happened event, Receipt receipt) {
        decided.told(event).ifPresent(told -> {
            pictures.hear(told);
            expiry.hear(told);
        });
        return Future.succeededFuture(new Changed(receipt));
    }
}
