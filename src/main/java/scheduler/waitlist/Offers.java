package scheduler.waitlist;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.availability.memory.Pictures;
import scheduler.event.Follower;
import scheduler.event.Happened;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.platform.Times;
import scheduler.waitlist.Waitlist.Status;
import scheduler.waitlist.WaitlistStore.Answered;

/// Offers what becomes free to those who wait for it, in the order in which they came. It looks when the log
/// tells of something that may have freed a time, and from time to time in any case, so that nothing hangs on
/// having heard of it. Nodes that look at once are told apart by the version of the entry, and by the key under
/// which its hold is made.
public final class Offers implements Follower.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(Offers.class);
    private static final int SETTLED_AT_ONCE_MAX = 200;
    private static final int SWEEPS_TO_LOOK = 12;

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

    private final Vertx vertx;
    private final WaitlistStore store;
    private final Pictures pictures;
    private final Map<Long, Tenant> tenants;
    private final Times times;

    /// The tenants of whom nobody waits, as far as the log tells; so that what is freed costs nothing where nobody
    /// waits.
    private final Set<Long> deserted = ConcurrentHashMap.newKeySet();

    private final Outstanding outstanding = new Outstanding();

    /// Those that are being looked at, and where they have to be once more.
    private final Map<Topic, Freed> looking = new HashMap<>();

    /// Whether the log tells no more, or a look has failed, so that something may have been missed.
    private volatile boolean isUnsure = true;

    private int sweeps;

    private record Topic(long tenant, String service) {}

    Offers(Vertx vertx, WaitlistStore store, Pictures pictures, List<Tenant> tenants, Times times) {
        this.vertx = vertx;
        this.store = store;
        this.pictures = pictures;
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
        outstanding.reset();
        isUnsure = true;
    }

    private void hear(Happened event) {
        var tenant = tenants.get(event.tenant());
        if (tenant == null) {
            return;
        }
        if (event.type().equals("waitlist.joined") || event.type().equals("waitlist.renewed")) {
            deserted.remove(event.tenant());
        }
        if (outstanding.isAnswered(event)) {
            vertx.runOnContext(_ -> said(settle(tenant, UUID.fromString(event.subject()))));
        }
        // Whatever is freed of one service may be had of another as well.
        if (isFreeing(event)) {
            lookIfWaited(tenant, Freed.by(event));
        }
    }

    /// A hold that becomes a request which holds nothing gives back what it had; any other request had nothing.
    private static boolean isFreeing(Happened event) {
        var data = event.data();
        return FREEING.contains(event.type())
                || (event.type().equals("booking.requested")
                        && data.containsKey("previous")
                        && data.getJsonArray("claims", new JsonArray()).isEmpty());
    }

    /// Looks for who waits for any service of a tenant, unless the log tells that nobody does.
    private void lookIfWaited(Tenant tenant, Freed freed) {
        if (!deserted.contains(tenant.no())) {
            lookAll(tenant, freed);
        }
    }

    private void lookAll(Tenant tenant, Freed freed) {
        run(new Topic(tenant.no(), ""), freed, where -> {
            // Whoever joins while it is looked takes this back.
            deserted.add(tenant.no());
            return store.services(tenant).map(services -> {
                if (!services.isEmpty()) {
                    deserted.remove(tenant.no());
                }
                services.forEach(each -> look(tenant, each, where));
                return null;
            });
        });
    }

    /// Looks for who waits for a service and can have something of what is free now.
    void look(Tenant tenant, String service, Freed freed) {
        run(new Topic(tenant.no(), service), freed, where -> {
            var offering = new Offering(vertx, pictures, store, times, tenant);
            return new Look((last, max) -> store.next(tenant, service, last, max), offering, where).run();
        });
    }

    /// One at a time of a kind; for whoever comes meanwhile it is run once more.
    private void run(Topic topic, Freed freed, Function<Freed, Future<Void>> work) {
        synchronized (looking) {
            var later = looking.get(topic);
            looking.put(topic, later == null ? Freed.NOTHING : later.or(freed));
            if (later != null) {
                return;
            }
        }
        vertx.runOnContext(_ -> runOn(topic, freed, work));
    }

    private void runOn(Topic topic, Freed freed, Function<Freed, Future<Void>> work) {
        var next = new AtomicReference<>(freed);
        Rounds.whileMore(() -> work.apply(next.get()).map(_ -> isWantedAgain(topic, next)))
                .onFailure(failure -> {
                    LOG.atWarn().log(failure.getMessage());
                    isUnsure = true;
                    synchronized (looking) {
                        looking.remove(topic);
                    }
                });
    }

    private boolean isWantedAgain(Topic topic, AtomicReference<Freed> next) {
        synchronized (looking) {
            next.set(Objects.requireNonNull(looking.remove(topic)));
            if (next.get().isNothing()) {
                return false;
            }
            looking.put(topic, Freed.NOTHING);
            return true;
        }
    }

    /// Takes note of what has become of offers, and ends what is over. What comes with time alone, such as a day that
    /// the horizon reaches, is looked for now and then.
    Future<Void> sweep(Tenant tenant) {
        return settle(tenant, null)
                .compose(_ -> store.over(tenant, times.now(tenant), SETTLED_AT_ONCE_MAX))
                .compose(over -> Rounds.inWaves(
                        over, 1, each -> store.update(tenant, each, each.now(Status.EXPIRED, times.now(tenant)))));
    }

    /// Looks for everybody who waits where something may have been missed, and otherwise every so many sweeps.
    void sweepAll() {
        sweeps++;
        if (isUnsure || sweeps % SWEEPS_TO_LOOK == 0) {
            isUnsure = false;
            tenants.values().forEach(each -> lookAll(each, Freed.ANY));
        }
    }

    /// Takes note of what has become of one offer, or of any.
    Future<Void> settle(Tenant tenant, @Nullable UUID hold) {
        return store.answered(tenant, hold, SETTLED_AT_ONCE_MAX)
                .compose(found -> Rounds.inWaves(found, 1, each -> answer(tenant, each)));
    }

    private Future<Void> answer(Tenant tenant, Answered answered) {
        var entry = answered.entry();
        var now = times.now(tenant);
        if (answered.isTakenBack() && entry.ends().isAfter(now)) {
            return store.renew(tenant, entry, entry.waitingAgain(now)).map(renewed -> {
                renewed.ifPresent(each -> lookAgain(tenant, each));
                return null;
            });
        }
        var over = answered.isTakenBack() ? Status.EXPIRED : Status.LAPSED;
        return store.update(tenant, entry, entry.now(answered.isBooked() ? Status.BOOKED : over, now))
                .mapEmpty();
    }

    /// He was not in the line while something was offered to him, so anything may be free that would do.
    private void lookAgain(Tenant tenant, Entry entry) {
        deserted.remove(tenant.no());
        look(tenant, entry.wish().wanted().service(), Freed.ANY);
    }

    private static void said(Future<Void> work) {
        work.onFailure(failure -> LOG.atWarn().log(failure.getMessage()));
    }
}
