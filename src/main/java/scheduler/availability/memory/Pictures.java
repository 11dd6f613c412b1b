package scheduler.availability.memory;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Board.Reading;
import scheduler.availability.memory.Watches.Topic;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Known;
import scheduler.availability.picture.Leaving;
import scheduler.availability.picture.Limits;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Pin;
import scheduler.availability.picture.Preferences;
import scheduler.availability.picture.Sessions;
import scheduler.availability.picture.Turns;
import scheduler.database.Database;
import scheduler.database.StoreFailure;
import scheduler.database.StoreFailure.Effect;
import scheduler.event.Follower;
import scheduler.event.Happened;
import scheduler.event.Past.Moment;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.Contexts;
import scheduler.platform.Times;
import scheduler.service.Service;
import scheduler.service.Strategy;
import scheduler.time.TimeRange;

/// Gives pictures of what can be booked, out of the memory of this node. What it lacks is read from the database
/// once; following the log keeps it current, so a picture is at most as old as the last look at the log.
public final class Pictures implements Follower.Listener {

    private static final int READ_AT_ONCE_MAX = 500;
    private static final long PAST_CLAIMS_MAX = 1_000_000;

    private final Vertx vertx;
    private final Database database;
    private final PictureSource store;
    private final Times times;
    private final TakenTimes taken;
    private final Board<Busy> board;
    private final OpenSessions open;
    private final Board<Sessions> sessions;
    private final Board<Tally> tallies;
    private final Board<Turns> turns;
    private final Outlines outlines;
    private final UnderWay underWay = new UnderWay();
    private final Heard heard = new Heard();
    private final Map<Long, Long> epochs = new ConcurrentHashMap<>();
    private final AtomicLong resets = new AtomicLong();
    private final Watches watches = new Watches();

    /// Keeps what is taken up to about `claimsMax` claims.
    public Pictures(Vertx vertx, Database database, Times times, long claimsMax) {
        this(vertx, database, new PictureStore(database), times, claimsMax);
    }

    private Pictures(Vertx vertx, Database database, PictureSource store, Times times, long claimsMax) {
        this.vertx = vertx;
        this.database = database;
        this.store = store;
        this.times = times;
        this.taken = new TakenTimes(times);
        this.board = new Board<>(taken, claimsMax);
        this.open = new OpenSessions(times);
        this.sessions = new Board<>(open, claimsMax);
        this.tallies = new Board<>(new Tally.Tallies(), claimsMax);
        this.turns = new Board<>(new TakenTurns(), claimsMax);
        this.outlines = new Outlines(vertx, store, claimsMax);
    }

    /// Pictures as they were at a moment of the past, of starts within `range`. Nothing of them is kept.
    public Pictures past(Moment moment, TimeRange range) {
        var then = new Times(InstantSource.fixed(moment.instant()));
        return new Pictures(vertx, database, new PastStore(database, moment, range), then, PAST_CLAIMS_MAX);
    }

    /// Reads what there is of tenants ahead of the first question, up to what is kept. What cannot be read now is
    /// read when somebody asks.
    public Future<Void> build(List<Tenant> tenants) {
        var all = Future.<Void>succeededFuture();
        for (var tenant : tenants) {
            all = all.compose(_ -> store.services(tenant.no(), Outlines.SERVICES_MAX))
                    .compose(services -> build(tenant, services.iterator()));
        }
        return all;
    }

    private Future<Void> build(Tenant tenant, Iterator<String> services) {
        if (!services.hasNext() || board.isFull()) {
            return Future.succeededFuture();
        }
        return outline(tenant, services.next(), null, null, _ -> List.of())
                .compose(this::busy)
                .recover(failure ->
                        failure instanceof Refusal ? Future.succeededFuture(Map.of()) : Future.failedFuture(failure))
                // On with a turn of its own, so that thousands of services in memory are no stack of calls.
                .compose(_ -> vertx.timer(1))
                .compose(_ -> build(tenant, services));
    }

    public Instant now(Tenant tenant) {
        return times.now(tenant);
    }

    /// The same by the number of the tenant.
    public Instant now(long tenant) {
        return times.now(tenant);
    }

    /// Moves on with every change of a tenant's catalog that this node hears of.
    public long epoch(long tenant) {
        return epochs.getOrDefault(tenant, 0L) + resets.get();
    }

    /// Whether this very object still is what is taken of a resource.
    @SuppressWarnings("ReferenceEquality")
    public boolean isKnown(long tenant, String resource, Busy busy) {
        return board.find(tenant, resource) == busy;
    }

    /// Whether these very objects still are the sessions of a service.
    @SuppressWarnings("ReferenceEquality")
    public boolean isKnown(long tenant, String service, Sessions its) {
        return sessions.find(tenant, service) == its;
    }

    /// A service, in its current version or in one that a booking was made with, in one of its lengths, and who can
    /// give it. Who is insisted on may depend on the service.
    public Future<Outline> outline(
            Tenant tenant,
            String service,
            @Nullable Long version,
            @Nullable Duration duration,
            Function<Service, List<Pin>> pinning) {
        return outlines.of(tenant, service, version, duration, pinning);
    }

    /// What a booking keeps of the version that it was made with, by the capacity and the limits that count now: who
    /// wants more than he has gets it by these. Of a service that was withdrawn nothing else is known.
    public Future<Outline> ruledAsNow(Outline outline) {
        return outlines.ruledAsNow(outline);
    }

    /// A service in its current version, and who of several can give it.
    public Future<Outline> outline(Tenant tenant, String service, @Nullable Duration duration, List<String> among) {
        return outlines.of(tenant, service, duration, among);
    }

    /// A service in one of its versions.
    public Future<Service> version(Tenant tenant, String id, long version) {
        return outlines.service(tenant, id, version);
    }

    /// A picture in which every start within `range` can be judged, as if a booking that is being moved had left:
    /// it does not stand in its own way.
    public Future<Picture> picture(Outline outline, TimeRange range, @Nullable Leaving leaving) {
        return known(outline).map(known -> Picture.of(outline, range, known, leaving));
    }

    /// The same for a customer, by his e-mail address: where the service is sticky it is looked up whom he had last.
    public Future<Picture> pictureFor(@Nullable String customer, Outline outline, TimeRange range) {
        return knownFor(customer, outline).map(known -> Picture.of(outline, range, known, null));
    }

    /// What such pictures are made of beside the outline.
    public Future<Known> knownFor(@Nullable String customer, Outline outline) {
        if (customer == null || !outline.goesBy(Strategy.STICKY)) {
            return known(outline);
        }
        return store.last(outline.tenant().no(), outline.serviceNo(), customer)
                .compose(last -> known(outline).map(known -> known.after(last)));
    }

    /// What a picture is made of beside the outline.
    public Future<Known> known(Outline outline) {
        var known = look(outline);
        // All who have waited for one reading would go for the same, had they no second look at what the others did.
        return known.isComplete() ? known : known.compose(_ -> look(outline));
    }

    /// The same as if some events about bookings had happened besides, in their order.
    public Future<Known> supposing(List<Happened> events, Outline outline) {
        return known(outline).map(known -> {
            var after = known;
            for (var each : events) {
                after = supposing(each, outline, after);
            }
            return after;
        });
    }

    /// What would be known of an outline if an event about a booking had happened that has not. So a decision of
    /// several steps, of which each has to count on those before it, is judged as a whole before any of it is
    /// written.
    public Known supposing(Happened event, Outline outline, Known known) {
        return Supposed.of(event, taken, open).in(known, outline);
    }

    private Future<Known> look(Outline outline) {
        return busy(outline)
                .compose(busy -> sessions(outline)
                        .compose(its -> limits(outline)
                                .compose(limits -> preferences(outline)
                                        .map(preferred -> new Known(
                                                busy, its, limits, preferred, times.now(outline.tenant()))))));
    }

    private Future<Preferences> preferences(Outline outline) {
        return outline.goesBy(Strategy.ROUND_ROBIN)
                ? found(turns, outline, () -> store.turns(outline.tenant().no(), outline.serviceNo()))
                        .map(known -> new Preferences(known, Map.of()))
                : Future.succeededFuture(Preferences.NONE);
    }

    private Future<Sessions> sessions(Outline outline) {
        if (outline.service().capacity() == null) {
            return Future.succeededFuture(Sessions.NONE);
        }
        return found(
                sessions,
                outline,
                () -> store.sessions(
                        outline.tenant().no(),
                        outline.serviceNo(),
                        open.since(outline.tenant().no())));
    }

    private Future<Limits> limits(Outline outline) {
        if (outline.service().limits().isEmpty()) {
            return Future.succeededFuture(Limits.NONE);
        }
        return found(tallies, outline, () -> store.tally(outline.tenant().no(), outline.serviceNo(), since(outline)))
                .map(tally ->
                        new Limits(outline.service().limits(), outline.zone(), tally.ofService(), tally.ofResources()));
    }

    /// What is known of a service, or else read once for all who ask.
    private <V> Future<V> found(Board<V> ofServices, Outline outline, Supplier<Future<V>> read) {
        long tenant = outline.tenant().no();
        var service = outline.service().id();
        var known = ofServices.find(tenant, service);
        if (known != null) {
            return Future.succeededFuture(known);
        }
        var reading = ofServices.begin(
                tenant,
                service,
                begun -> read.get()
                        .onSuccess(value -> ofServices.end(tenant, service, begun, value))
                        .onFailure(failure -> ofServices.abandon(tenant, service, begun, failure)));
        return Contexts.here(vertx, reading.result());
    }

    /// Before the period that it is now has begun, whichever limit counts by it.
    private Instant since(Outline outline) {
        int days = outline.service().limits().stream()
                .mapToInt(each -> each.per().daysMax())
                .max()
                .orElse(0);
        return times.now(outline.tenant()).minus(Duration.ofDays(days));
    }

    /// What is taken of all candidates, by the id of the resource.
    private Future<Map<String, Busy>> busy(Outline outline) {
        long tenant = outline.tenant().no();
        var busy = new HashMap<String, Busy>();
        var missing = new HashMap<String, Candidate>();
        for (var role : outline.roles()) {
            for (var candidate : role.candidates()) {
                var known = board.find(tenant, candidate.id());
                if (known != null) {
                    busy.put(candidate.id(), known);
                } else {
                    missing.put(candidate.id(), candidate);
                }
            }
        }
        return missing.isEmpty()
                ? Future.succeededFuture(busy)
                : Contexts.here(vertx, read(tenant, List.copyOf(missing.values()), busy));
    }

    private Future<Map<String, Busy>> read(long tenant, List<Candidate> missing, Map<String, Busy> busy) {
        var toRead = new IdentityHashMap<Reading<Busy>, Candidate>();
        var readings = new HashMap<String, Reading<Busy>>();
        missing.forEach(each ->
                readings.put(each.id(), board.begin(tenant, each.id(), reading -> toRead.put(reading, each))));
        var batch = new HashMap<Reading<Busy>, Candidate>();
        toRead.forEach((reading, candidate) -> {
            batch.put(reading, candidate);
            if (batch.size() == READ_AT_ONCE_MAX) {
                read(tenant, Map.copyOf(batch));
                batch.clear();
            }
        });
        read(tenant, batch);
        return Future.all(readings.values().stream().map(Reading::result).toList())
                .map(_ -> {
                    readings.forEach(
                            (id, reading) -> busy.put(id, reading.result().result()));
                    return busy;
                });
    }

    private void read(long tenant, Map<Reading<Busy>, Candidate> batch) {
        if (batch.isEmpty()) {
            return;
        }
        var numbers = batch.values().stream().map(Candidate::no).toArray(Long[]::new);
        store.busy(tenant, numbers, taken.since(tenant))
                .onComplete((found, failure) -> batch.forEach((reading, candidate) -> {
                    if (failure == null) {
                        board.end(tenant, candidate.id(), reading, found.getOrDefault(candidate.no(), Busy.NONE));
                    } else {
                        board.abandon(tenant, candidate.id(), reading, failure);
                    }
                }));
    }

    @Override
    public void happened(List<Happened> events) {
        events.forEach(this::hearLogged);
    }

    /// Takes in what became of a booking before the log is looked at: for whoever has just written it.
    public void hear(Happened event) {
        var change = Change.of(event);
        heard.changed(change);
        apply(change);
    }

    private void hearLogged(Happened event) {
        if (event.type().startsWith("booking.") || event.type().startsWith("hold.")) {
            apply(heard.told(Change.of(event)));
        } else if (event.type().equals("resource.changed")) {
            epochs.merge(event.tenant(), 1L, Long::sum);
            hearResource(event);
        } else if (event.type().equals("service.changed")) {
            epochs.merge(event.tenant(), 1L, Long::sum);
            outlines.forgetService(event.tenant(), event.subject());
            tallies.forget(event.tenant(), event.subject());
            turns.forget(event.tenant(), event.subject());
            watches.tell(new Topic.OfService(event.tenant(), event.subject()));
        }
    }

    /// Takes a booking that is just being written for one that is there, so that others at once go for somebody
    /// else; `told` gives the event as it has been written, by the result of `write`, when it has been.
    public <T> Future<T> expecting(Happened event, Supplier<Future<T>> write, Function<T, Optional<Happened>> told) {
        var change = Change.expected(event);
        apply(change);
        var decided = underWay.begin(change);
        return Future.succeededFuture().compose(_ -> write.get()).onComplete((result, failure) -> {
            if (failure != null && isUndone(failure)) {
                apply(change.undone());
            } else if (failure != null) {
                // It may have been written all the same.
                change.resources().forEach(each -> board.forget(change.tenant(), each));
                tallies.forget(change.tenant(), change.service());
                turns.forget(change.tenant(), change.service());
                sessions.forget(change.tenant(), change.service());
                watches.tell(change);
            } else {
                told.apply(result).ifPresentOrElse(written -> confirm(change, written), () -> apply(change.undone()));
            }
            underWay.end(change, decided);
        });
    }

    /// Whether it is known of a write that failed that nothing was written. To read anew what is known would be the
    /// more work the more is refused because there is too much of it.
    private static boolean isUndone(Throwable failure) {
        return failure instanceof StoreFailure store ? store.effect() != Effect.UNKNOWN : failure instanceof Refusal;
    }

    /// Of a booking that is alone all has been expected. As long as that is what is remembered the log has nothing to
    /// add; who was forgotten meanwhile may have been read again before it stood.
    private void confirm(Change expected, Happened written) {
        if (!expected.sessions().isEmpty()) {
            apply(Change.of(written));
        } else if (expected.version() == 1 && isRemembered(expected)) {
            heard.add(expected.tenant(), written.type(), expected.booking());
        }
    }

    private boolean isRemembered(Change change) {
        return board.remembers(change)
                && sessions.remembers(change)
                && tallies.remembers(change)
                && (change.turns().isEmpty() || turns.remembers(change));
    }

    @Override
    public boolean knows(long tenant, String type, String subject) {
        return heard.take(tenant, type, subject);
    }

    /// Completes once it is decided what this node is just writing about those in an outline; null when it writes
    /// nothing about them.
    public @Nullable Future<Void> undecided(Outline outline) {
        var waiting = underWay.about(outline);
        return waiting == null ? null : Contexts.here(vertx, waiting);
    }

    private void apply(Change change) {
        board.apply(change);
        sessions.apply(change);
        tallies.apply(change);
        turns.apply(change);
        watches.tell(change);
    }

    /// Pools may have changed with a resource itself, so anybody's candidates may have; with its hours only its
    /// own.
    private void hearResource(Happened event) {
        var changed = event.data().getString("changed", "resource");
        boolean pools = changed.equals("resource") || changed.equals("deleted");
        outlines.forgetResource(event.tenant(), event.subject(), pools);
        board.forget(event.tenant(), event.subject());
        watches.tell(pools ? new Topic.Pools(event.tenant()) : new Topic.OfResource(event.tenant(), event.subject()));
    }

    @Override
    public void reset() {
        resets.incrementAndGet();
        outlines.clear();
        board.clear();
        sessions.clear();
        tallies.clear();
        turns.clear();
        watches.tellAll();
    }

    /// Of how many resources it is remembered what is taken.
    public int resources() {
        return board.size();
    }

    /// How much is remembered of what is taken, in claims.
    public long claims() {
        return board.weight();
    }

    /// Has what is taken of everybody in an outline read from the database, because the memory was contradicted.
    public void forget(Outline outline) {
        long tenant = outline.tenant().no();
        outline.roles().forEach(role -> role.ids().forEach(id -> board.forget(tenant, id)));
        sessions.forget(tenant, outline.service().id());
        tallies.forget(tenant, outline.service().id());
        turns.forget(tenant, outline.service().id());
        outlines.forget(tenant, outline.service().id());
        outline.roles().forEach(role -> role.ids().forEach(id -> watches.tell(new Topic.OfResource(tenant, id))));
        watches.tell(new Topic.OfService(tenant, outline.service().id()));
    }

    /// Who is told of what changes here, after it has.
    public Watches watches() {
        return watches;
    }

    public Times times() {
        return times;
    }
}
