package scheduler.waitlist;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.event.Follower;
import scheduler.event.Happened;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.platform.Times;
import scheduler.waitlist.Waitlist.Status;
import scheduler.waitlist.WaitlistStore.Answered;

/// Offers what becomes free to those who wait for it, in the order in which they came. It looks when the log tells of
/// something that may have freed a time, and from time to time in any case, so that nothing hangs on having heard of
/// it.
/// Nodes that look at once are told apart by the version of the entry, and by the key under which its hold is made.
public final class Offers implements Follower.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Offers.class);
    private static final int PAGE = 50;
    private static final int SETTLED_AT_ONCE_MAX = 200;

    private static final Set<String> FREEING = Set.of(
            "booking.cancelled",
            "booking.declined",
            "booking.expired",
            "booking.rescheduled",
            "booking.attendee_cancelled",
            "hold.released",
            "hold.expired",
            "resource.changed",
            "service.changed");

    private static final Set<String> ANSWERING =
            Set.of("hold.released", "hold.expired", "booking.confirmed", "booking.requested");

    private final Vertx vertx;
    private final WaitlistStore store;
    private final Offering offering;
    private final Map<Long, Tenant> tenants;
    private final Times times;

    /// The tenants of whom nobody waits, as far as the log tells; so that what is freed costs nothing where nobody
    /// waits.
    private final Set<Long> deserted = ConcurrentHashMap.newKeySet();

    /// What is offered, as far as the log tells; the rest is found by looking from time to time.
    private final Set<String> offered = ConcurrentHashMap.newKeySet();

    /// Those that are being looked at, and whether they have to be once more.
    private final Map<Topic, Boolean> looking = new HashMap<>();

    private record Topic(long tenant, String service) {}

    Offers(Vertx vertx, WaitlistStore store, Offering offering, List<Tenant> tenants, Times times) {
        this.vertx = vertx;
        this.store = store;
        this.offering = offering;
        this.tenants = tenants.stream().collect(Collectors.toUnmodifiableMap(Tenant::no, each -> each));
        this.times = times;
    }

    @Override
    public void happened(List<Happened> events) {
        events.forEach(this::hear);
    }

    @Override
    public void reset() {
        deserted.clear();
    }

    private void hear(Happened event) {
        var tenant = tenants.get(event.tenant());
        if (tenant == null) {
            return;
        }
        if (event.type().startsWith("waitlist.")) {
            hearEntry(event);
        }
        if (ANSWERING.contains(event.type()) && offered.remove(event.subject())) {
            vertx.runOnContext(_ -> said(settle(tenant, UUID.fromString(event.subject()))));
        }
        // Whatever is freed of one service may be had of another as well.
        if (FREEING.contains(event.type())) {
            lookIfWaited(tenant);
        }
    }

    private void hearEntry(Happened event) {
        var hold = event.data().getString("hold");
        if (event.type().equals("waitlist.offered") && hold != null) {
            offered.add(hold);
        }
        if (event.type().equals("waitlist.joined")) {
            deserted.remove(event.tenant());
        }
    }

    /// Looks for who waits for any service of a tenant, unless the log tells that nobody does.
    private void lookIfWaited(Tenant tenant) {
        if (!deserted.contains(tenant.no())) {
            lookAll(tenant);
        }
    }

    private void lookAll(Tenant tenant) {
        run(new Topic(tenant.no(), ""), () -> {
            // Whoever joins while it is looked takes this back.
            deserted.add(tenant.no());
            return store.services(tenant).map(services -> {
                if (!services.isEmpty()) {
                    deserted.remove(tenant.no());
                }
                services.forEach(each -> look(tenant, each));
                return null;
            });
        });
    }

    /// Looks for who waits for a service and can have something now.
    void look(Tenant tenant, String service) {
        var topic = new Topic(tenant.no(), service);
        run(topic, () -> round(tenant, service));
    }

    /// One at a time of a kind; whoever comes meanwhile has it run once more.
    private void run(Topic topic, Supplier<Future<Void>> work) {
        synchronized (looking) {
            if (looking.replace(topic, true) != null) {
                return;
            }
            looking.put(topic, false);
        }
        vertx.runOnContext(_ -> Rounds.whileMore(() -> work.get().map(_ -> isWantedAgain(topic)))
                .onFailure(failure -> {
                    LOG.atWarn().log(failure.getMessage());
                    synchronized (looking) {
                        looking.remove(topic);
                    }
                }));
    }

    private boolean isWantedAgain(Topic topic) {
        synchronized (looking) {
            if (Boolean.TRUE.equals(looking.remove(topic))) {
                looking.put(topic, false);
                return true;
            }
            return false;
        }
    }

    private Future<Void> round(Tenant tenant, String service) {
        return page(tenant, service, null);
    }

    private Future<Void> page(Tenant tenant, String service, @Nullable Entry after) {
        return store.next(tenant, service, after, PAGE)
                .compose(entries -> Rounds.inWaves(entries, 1, entry -> offering.offer(tenant, entry))
                        .compose(_ -> entries.size() < PAGE
                                ? Future.succeededFuture()
                                : page(tenant, service, entries.getLast().entry())));
    }

    /// Takes note of what has become of offers, ends what is over, and looks for everybody who waits.
    Future<Void> sweep(Tenant tenant) {
        return settle(tenant, null)
                .compose(_ -> store.over(tenant, times.now(), SETTLED_AT_ONCE_MAX))
                .compose(over ->
                        Rounds.inWaves(over, 1, each -> store.update(tenant, each.now(Status.EXPIRED, times.now()))))
                .onSuccess(_ -> lookAll(tenant));
    }

    private Future<Void> settle(Tenant tenant, @Nullable UUID hold) {
        return store.answered(tenant, hold, SETTLED_AT_ONCE_MAX)
                .compose(found -> Rounds.inWaves(found, 1, each -> answer(tenant, each)));
    }

    private Future<Void> answer(Tenant tenant, Answered answered) {
        var entry = answered.entry();
        var status = answered.isBooked() ? Status.BOOKED : Status.LAPSED;
        return store.update(tenant, entry.now(status, times.now()))
                .onSuccess(_ -> look(tenant, entry.wish().wanted().service()))
                .mapEmpty();
    }

    private static void said(Future<Void> work) {
        work.onFailure(failure -> LOG.atWarn().log(failure.getMessage()));
    }
}
