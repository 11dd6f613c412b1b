package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import scheduler.availability.memory.Pictures;
import scheduler.booking.Decided.Verdict;
import scheduler.database.Database;
import scheduler.event.Follower;
import scheduler.event.Happened;
import scheduler.message.Outcome;
import scheduler.message.Receipt;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.platform.Contexts;
import scheduler.platform.Ids;
import scheduler.platform.Rounds;
import scheduler.platform.Times;

/// Ends what nobody has decided in time: holds, and requests that wait for approval. A node does so every moment, and
/// before it refuses somebody because of one, so nobody waits for that moment. It knows from the log when the next is
/// over, and asks the database only then. Nodes that do it at once are told apart by the version of the booking.
public final class Expiry implements Follower.Listener {

    private static final int BATCH_MAX = 100;
    private static final int AT_ONCE_MAX = 8;
    private static final long PRUNE_BATCH = 5_000;

    private final Vertx vertx;
    private final Database database;
    private final Pictures pictures;
    private final BookingReader reader;
    private final ChangeStore store;
    private final Times times;

    /// When the next is over, for each tenant that has been looked at; a bound from below, never too late.
    private final Map<Long, Instant> next = new ConcurrentHashMap<>();

    private final Map<Long, Future<Void>> rounds = new HashMap<>();

    public Expiry(Vertx vertx, Database database, Pictures pictures, Ids ids, Times times) {
        this.vertx = vertx;
        this.database = database;
        this.pictures = pictures;
        this.reader = new BookingReader(database);
        this.store = new ChangeStore(database, ids, times);
        this.times = times;
    }

    @Override
    public void happened(List<Happened> events) {
        events.forEach(this::hear);
    }

    @Override
    public void reset() {
        next.clear();
    }

    /// Takes in what an event says; also before the log is looked at, by whoever has just written it.
    void hear(Happened event) {
        var expiresAt = event.data().getString("expiresAt");
        if (expiresAt != null) {
            next.computeIfPresent(event.tenant(), (_, known) -> earlier(known, Instant.parse(expiresAt)));
        }
    }

    /// Whether something may be over, or is just being ended.
    boolean isDue(long tenant) {
        synchronized (rounds) {
            if (rounds.containsKey(tenant)) {
                return true;
            }
        }
        var known = next.get(tenant);
        return known == null || !known.isAfter(times.now(tenant));
    }

    /// Ends what is over now. Who asks while that is under way waits for it, and has what has run out since ended too.
    Future<Void> run(Tenant tenant) {
        var done = Promise.<Void>promise();
        synchronized (rounds) {
            var underWay = rounds.putIfAbsent(tenant.no(), done.future());
            if (underWay != null) {
                return Contexts.here(vertx, underWay)
                        .compose(_ -> isDue(tenant.no()) ? run(tenant) : Future.succeededFuture());
            }
        }
        // What is heard from now on counts, whether the database tells of it already or not.
        next.put(tenant.no(), Instant.MAX);
        Rounds.whileMore(() -> round(tenant)).onComplete((_, failure) -> {
            if (failure != null) {
                next.remove(tenant.no());
            }
            synchronized (rounds) {
                rounds.remove(tenant.no());
            }
            if (failure == null) {
                done.complete();
            } else {
                done.fail(failure);
            }
        });
        return Contexts.here(vertx, done.future());
    }

    private Future<Boolean> round(Tenant tenant) {
        var now = times.now(tenant);
        return reader.expiring(tenant.no(), BATCH_MAX).compose(found -> {
            var over = found.stream().filter(each -> isOver(each, now)).toList();
            found.stream().filter(each -> !isOver(each, now)).findFirst().ifPresent(each -> expect(tenant, each));
            return Rounds.inWaves(over, AT_ONCE_MAX, each -> end(tenant, each, now))
                    .map(_ -> over.size() == BATCH_MAX);
        });
    }

    /// Has bookings judged, or judged `again` once they have ended: what is over is changed by nobody.
    Future<Outcome> unlessOver(
            Tenant tenant,
            List<Booking> bookings,
            Attempt attempt,
            Function<Attempt, Future<Outcome>> again,
            Supplier<Future<Outcome>> judge) {
        var now = times.now(tenant);
        return !attempt.isSwept() && bookings.stream().anyMatch(each -> isOver(each, now))
                ? run(tenant).compose(_ -> again.apply(attempt.swept()))
                : judge.get();
    }

    static boolean isOver(Booking booking, Instant now) {
        var expiresAt = booking.standing().expiresAt();
        return expiresAt != null && !expiresAt.isAfter(now);
    }

    private void expect(Tenant tenant, Booking booking) {
        var expiresAt = booking.standing().expiresAt();
        if (expiresAt != null) {
            next.computeIfPresent(tenant.no(), (_, known) -> earlier(known, expiresAt));
        }
    }

    /// Whoever has changed it meanwhile has decided in time.
    private Future<Void> end(Tenant tenant, Booking booking, Instant now) {
        var step = booking.isHold() ? Step.EXPIRE_HOLD : Step.EXPIRE;
        var write = Write.plain(tenant);
        var after = booking.after(step, null, now);
        var event = after.changed(tenant, step.event(), booking, new JsonObject());
        var receipt = Receipt.changed(after.id().toString(), after.version(), "");
        return store.step(write, booking, after, step, event, receipt)
                .onSuccess(decided -> {
                    if (decided.verdict() == Verdict.DONE) {
                        decided.told(event).ifPresent(pictures::hear);
                    }
                })
                .mapEmpty();
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static final String PRUNE = """
            delete from booking where ctid = any (array(
              select ctid from booking where hold and status = 'expired' and updated_at < $1::timestamptz
              limit $2::bigint for update skip locked))
            """;

    /// Deletes holds that ended longer ago than `age`, and gives how many: there are far more than bookings.
    public Future<Long> prune(Duration age) {
        var pruned = new AtomicLong();
        var arguments = Tuple.of(Times.column(times.now().minus(age)), PRUNE_BATCH);
        return Rounds.whileMore(
                        () -> database.query("pruning holds", PRUNE, arguments).map(rows -> {
                            pruned.addAndGet(rows.rowCount());
                            return rows.rowCount() == PRUNE_BATCH;
                        }))
                .map(_ -> pruned.get());
    }
}
