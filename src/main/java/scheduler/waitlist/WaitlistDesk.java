package scheduler.waitlist;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.UUID;
import scheduler.availability.memory.Pictures;
import scheduler.booking.Holds.ReleaseHold;
import scheduler.database.GivenUp;
import scheduler.database.Receipts;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
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
                    var now = times.now();
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
                    return receipts.once(write, "joining the waitlist", tx -> insert(tx, write.tenant(), entry));
                })
                .onSuccess(_ -> offers.look(write.tenant(), wanted.service()));
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
                    .map(new Changed(Receipt.created(
                            entry.id().toString(),
                            entry.version(),
                            entry.toJson().encode())));
        });
    }

    Future<Outcome> leave(LeaveWaitlist leave) {
        return receipts.replayOr(leave.write(), () -> attempt(leave));
    }

    private Future<Outcome> attempt(LeaveWaitlist leave) {
        var write = leave.write();
        return store.find(write.tenant(), leave.id()).compose(found -> {
            var entry = found.orElseThrow(() -> unknown(leave.id()));
            refuse(write, entry);
            var after = entry.now(Status.LEFT, times.now());
            var receipt = Receipt.changed(entry.id().toString(), after.version(), "");
            return receipts.once(
                            write,
                            "leaving the waitlist",
                            tx -> store.update(tx, write.tenant(), after)
                                    .compose(isDone -> isDone
                                            ? Future.succeededFuture(new Changed(receipt))
                                            : Future.failedFuture(new Moved())))
                    .onSuccess(_ -> release(write, entry))
                    .recover(failure -> failure instanceof Moved ? attempt(leave) : Future.failedFuture(failure));
        });
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

    /// What cannot be given back now is over by itself later.
    private void release(Write write, Entry entry) {
        var hold = entry.hold();
        if (hold != null && !write.isDryRun()) {
            ReleaseHold.ADDRESS
                    .ask(vertx, new ReleaseHold(Write.plain(write.tenant()), hold))
                    .otherwiseEmpty();
        }
    }

    private static Refusal unknown(UUID id) {
        return new Refusal(Problem.notFound("entry", id.toString()));
    }

    Future<Outcome> get(GetEntry get) {
        return store.find(get.tenant(), get.id()).compose(found -> {
            var entry = found.orElseThrow(() -> unknown(get.id()));
            return entry.status() == Status.WAITING
                    ? store.before(get.tenant(), entry)
                            .map(before -> found(entry, entry.toJson().put("position", before + 1)))
                    : Future.succeededFuture(found(entry, entry.toJson()));
        });
    }

    /// What others do changes the position and not the version, so an entry that waits has no entity tag.
    private static Outcome found(Entry entry, JsonObject json) {
        return new Found(json.encode(), entry.status() == Status.WAITING ? 0 : entry.version());
    }

    Future<Outcome> list(ListEntries list) {
        return store.list(list);
    }
}
