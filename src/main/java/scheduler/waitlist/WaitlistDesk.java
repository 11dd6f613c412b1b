package scheduler.waitlist;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Pictures;
import scheduler.booking.Attendee;
import scheduler.booking.Holds.ReleaseHold;
import scheduler.database.GivenUp;
import scheduler.database.Receipts;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Found;
import scheduler.message.Outcome.Refused;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.message.Write.Expected;
import scheduler.platform.Ids;
import scheduler.platform.Times;
import scheduler.waitlist.Waitlist.GetEntry;
import scheduler.waitlist.Waitlist.JoinWaitlist;
import scheduler.waitlist.Waitlist.LeaveWaitlist;
import scheduler.waitlist.Waitlist.ListEntries;
import scheduler.waitlist.Waitlist.Status;

/// Decides who may wait, and until when.
final class WaitlistDesk {

    private static final int WAITING_MAX = 100;

    private final Vertx vertx;
    private final Pictures pictures;
    private final WaitlistStore store;
    private final Receipts receipts;
    private final Offers offers;
    private final Ids ids;
    private final Times times;

    WaitlistDesk(
            Vertx vertx,
            Pictures pictures,
            WaitlistStore store,
            Receipts receipts,
            Offers offers,
            Ids ids,
            Times times) {
        this.vertx = vertx;
        this.pictures = pictures;
        this.store = store;
        this.receipts = receipts;
        this.offers = offers;
        this.ids = ids;
        this.times = times;
    }

    Future<Outcome> join(JoinWaitlist join) {
        var wanted = join.wish().wanted();
        var write = join.write();
        return pictures.outline(write.tenant(), wanted.service(), null, wanted.duration(), _ -> wanted.pins())
                .compose(outline -> {
                    var range = join.wish().bounds().in(outline.zone());
                    var now = times.now(write.tenant());
                    if (range.isEmpty() || !range.get().end().isAfter(now)) {
                        throw Refusal.invalid("/to", "All of that is over.");
                    }
                    var capacity = outline.service().capacity();
                    if (capacity != null && join.wish().seats() > capacity) {
                        throw Refusal.invalid("/seats", "A session of this service has " + capacity + " seats.");
                    }
                    var entry = new Entry(
                            ids.next(),
                            1,
                            Status.WAITING,
                            join.wish(),
                            range.get().end(),
                            null,
                            null,
                            now,
                            now);
                    return receipts.once(write, "joining the waitlist", tx -> {
                                if (outline.service().policy().unique()) {
                                    refuseTwice(wanted.attendees());
                                }
                                return insert(tx, write.tenant(), entry);
                            })
                            .onSuccess(_ -> offers.look(write.tenant(), wanted.service(), Freed.of(range.get())));
                });
    }

    private static void refuseTwice(List<Attendee> attendees) {
        Attendee.twice(attendees).ifPresent(problem -> {
            throw new Refusal(problem);
        });
    }

    private Future<Outcome> insert(SqlConnection tx, Tenant tenant, Entry entry) {
        var customer = WaitlistStore.customer(entry.wish().wanted().customer());
        var waiting = customer == null ? Future.succeededFuture(0L) : store.waiting(tx, tenant, customer);
        return waiting.compose(count -> {
            if (count >= WAITING_MAX) {
                throw new Refusal(Problem.at(
                                Code.LIMIT_REACHED,
                                "/attendees",
                                "A customer may wait for " + WAITING_MAX + " times at once, and waits for as many.")
                        .with("state", new JsonObject().put("waiting", count)));
            }
            return store.insert(tx, tenant, entry)
                    .compose(_ -> store.position(tx, tenant, entry))
                    .map(position -> new Changed(Receipt.created(
                            entry.id().toString(),
                            entry.version(),
                            waiting(entry, position).encode())));
        });
    }

    /// What was offered is given back before anything else, so that a booking made of it meanwhile is known of, and no
    /// time stays held for somebody who has left.
    Future<Outcome> leave(LeaveWaitlist leave) {
        return receipts.onceDecided(leave.write(), () -> attempt(leave, null));
    }

    private Future<Outcome> attempt(LeaveWaitlist leave, @Nullable UUID released) {
        var tenant = leave.write().tenant();
        return store.find(tenant, leave.id()).compose(found -> {
            var entry = found.orElseThrow(() -> unknown(leave.id()));
            var hold = entry.hold();
            boolean isReleased = hold != null && hold.equals(released);
            // Somebody may have taken note already of what this has released.
            if (!isReleased || entry.status() != Status.LAPSED) {
                refuse(leave.write(), entry);
            }
            return hold == null || isReleased || entry.status() != Status.OFFERED
                    ? left(leave, entry, released)
                    : giveBack(leave.write(), hold)
                            .compose(isBooked -> isBooked
                                    ? offers.settle(tenant, hold).compose(_ -> attempt(leave, null))
                                    : attempt(leave, hold));
        });
    }

    private Future<Outcome> left(LeaveWaitlist leave, Entry entry, @Nullable UUID released) {
        var write = leave.write();
        var after = entry.now(Status.LEFT, times.now(write.tenant()));
        var receipt = Receipt.changed(entry.id().toString(), after.version(), "");
        return receipts.once(
                        write,
                        "leaving the waitlist",
                        tx -> store.update(tx, write.tenant(), entry, after)
                                .compose(isDone -> isDone
                                        ? Future.succeededFuture(new Changed(receipt))
                                        : Future.failedFuture(new Moved())))
                .recover(failure -> failure instanceof Moved ? attempt(leave, released) : Future.failedFuture(failure));
    }

    /// Somebody else has changed the entry, so it is looked at again.
    private static final class Moved extends GivenUp {
        private static final long serialVersionUID = 1;

        Moved() {
            super("the entry has changed");
        }
    }

    private static void refuse(Write write, Entry entry) {
        if (!write.expected().accepts(entry.version())) {
            throw new Refusal(write.expected().mismatch(entry.version()));
        }
        if (!entry.status().isOpen()) {
            var state = new JsonObject().put("status", entry.status().text()).put("version", entry.version());
            var said = "Who waits no longer cannot leave; the entry is "
                    + entry.status().text() + ".";
            throw new Refusal(Problem.of(Code.WRONG_STATUS, said).with("state", state));
        }
    }

    /// Gives a hold back; whether that cannot be, because it is a booking. One that is over needs not be given back.
    private Future<Boolean> giveBack(Write write, UUID hold) {
        var terms = write.isDryRun() ? Write.dryRun(write.tenant(), Expected.ANYTHING) : Write.plain(write.tenant());
        return ReleaseHold.ADDRESS
                .ask(vertx, new ReleaseHold(terms, hold))
                .recover(Outcome::thrown)
                .map(outcome -> outcome instanceof Refused(var problem) && problem.code() == Code.WRONG_STATUS);
    }

    private static Refusal unknown(UUID id) {
        return new Refusal(Problem.notFound("entry", id.toString()));
    }

    Future<Outcome> get(GetEntry get) {
        return settled(get)
                .compose(entry -> entry.status() == Status.WAITING
                        ? store.position(get.tenant(), entry).map(position -> found(entry, waiting(entry, position)))
                        : Future.succeededFuture(found(entry, entry.toJson())));
    }

    /// Whoever has answered an offer and reads at once may be faster than the log, which tells of the answer.
    private Future<Entry> settled(GetEntry get) {
        return read(get)
                .compose(entry -> entry.status() == Status.OFFERED
                        ? offers.settle(get.tenant(), entry.hold()).compose(_ -> read(get))
                        : Future.succeededFuture(entry));
    }

    private Future<Entry> read(GetEntry get) {
        return store.find(get.tenant(), get.id()).map(found -> found.orElseThrow(() -> unknown(get.id())));
    }

    private static JsonObject waiting(Entry entry, long position) {
        return entry.toJson().put("position", position);
    }

    /// What others do changes the position and not the version, so an entry that waits has no entity tag.
    private static Outcome found(Entry entry, JsonObject json) {
        return new Found(json.encode(), entry.status() == Status.WAITING ? 0 : entry.version());
    }

    Future<Outcome> list(ListEntries list) {
        return store.list(list);
    }
}
