package scheduler.cluster;

import io.vertx.core.Completable;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.RegistrationInfo;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.infinispan.configuration.parsing.ConfigurationBuilderHolder;
import org.infinispan.configuration.parsing.ParserRegistry;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.notifications.Listener;
import org.infinispan.notifications.cachemanagerlistener.annotation.Merged;
import org.infinispan.notifications.cachemanagerlistener.event.MergeEvent;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.platform.ClusterSettings;

/// A member of the cluster that looks after what the others know of it.
///
/// Who is cut off is forgotten by the others, and who forgets is forgotten in turn; when they meet again either side's
/// memory may win, and nobody is told (vert.x #4394). So each member knows its own consumers itself and looks every few
/// seconds whether the others do, and after a meeting it has all of them look anew. It says as often where it is (see
/// `Places`). What is left of members that are gone, which would be sent messages for ever, the eldest clears away.
final class Member extends InfinispanClusterManager {

    private static final Logger LOG = LoggerFactory.getLogger(Member.class);
    private static final Duration ROUND = Duration.ofSeconds(2);
    private static final int ROUNDS_AFTER_MEETING = 5;
    private static final int ROUNDS_FORGOTTEN_MAX = 3;
    private static final String SUBSCRIPTIONS = "__vertx.subs";

    /// No consumer has that number; see `touch`.
    private static final long NO_CONSUMER = -1;

    private record Registration(String address, RegistrationInfo info) {}

    private final DefaultCacheManager caches;
    private final String host;
    private final Set<Registration> own = ConcurrentHashMap.newKeySet();
    private final AtomicInteger meetings = new AtomicInteger();
    private final Places places;

    private volatile boolean isKnown = true;
    private @Nullable Vertx vertx;
    private @Nullable Context context;
    private long timer = -1;

    // Confined to the context.
    private Set<Registration> seenOfStrangers = new HashSet<>();
    private Set<Registration> strangers = new HashSet<>();
    private boolean isForgotten;
    private int roundsForgotten;
    private int rounds;
    private int lastMeeting;

    private Member(DefaultCacheManager caches, String host) {
        super(caches);
        this.caches = caches;
        this.host = host;
        this.places = Places.of(caches);
        caches.addListener(new Meetings(meetings));
    }

    static Member of(ClusterSettings settings) {
        return new Member(caches(settings), settings.host());
    }

    /// What the members share, in the cluster already.
    static DefaultCacheManager caches(ClusterSettings settings) {
        var holder = caches();
        holder.getGlobalConfigurationBuilder()
                .transport()
                .defaultTransport()
                .removeProperty(JGroupsTransport.CHANNEL_CONFIGURATOR)
                .addProperty(
                        JGroupsTransport.CONFIGURATION_XML, Stack.of(settings).xml());
        return new DefaultCacheManager(holder, true);
    }

    /// As Vert.x itself has them, so that other applications can join.
    private static ConfigurationBuilderHolder caches() {
        var loader = Objects.requireNonNull(InfinispanClusterManager.class.getClassLoader());
        try {
            return new ParserRegistry(loader)
                    .parse(Objects.requireNonNull(loader.getResource("default-infinispan.xml")));
        } catch (IOException e) {
            throw new IllegalStateException("The configuration of the cluster cannot be read.", e);
        }
    }

    /// Whether the cluster keeps the consumers of this member in mind. While it does not, only this member sends to
    /// them, so no message of its own can tell.
    boolean isKnown() {
        return isKnown;
    }

    @Override
    public void init(Vertx its) {
        super.init(its);
        vertx = its;
        context = its.getOrCreateContext();
    }

    // These three ask Infinispan 14 for what 15, the first that starts on this Java, does not tell.

    @Override
    public List<String> getNodes() {
        return caches.getMembers().stream().map(Object::toString).toList();
    }

    @Override
    public String clusterHost() {
        return host;
    }

    @Override
    public String clusterPublicHost() {
        return host;
    }

    @Override
    public void join(Completable<Void> promise) {
        super.join((_, failure) -> {
            if (failure == null) {
                timer = vertx().setPeriodic(
                                ROUND.toMillis(),
                                _ -> vertx().executeBlocking(this::addresses)
                                        .onSuccess(addresses -> context().runOnContext(_ -> look(addresses)))
                                        .onFailure(caught -> done(null, caught)));
            }
            promise.complete(null, failure);
        });
    }

    @Override
    public void leave(Completable<Void> promise) {
        vertx().cancelTimer(timer);
        super.leave((_, failure) -> vertx().executeBlocking(() -> {
                    caches.stop();
                    return true;
                })
                .onComplete((_, stopFailure) -> promise.complete(null, failure == null ? stopFailure : failure)));
    }

    @Override
    public void addRegistration(String address, RegistrationInfo info, Completable<Void> promise) {
        if (!info.localOnly()) {
            own.add(new Registration(address, info));
        }
        super.addRegistration(address, info, promise);
    }

    @Override
    public void removeRegistration(String address, RegistrationInfo info, Completable<Void> promise) {
        own.remove(new Registration(address, info));
        super.removeRegistration(address, info, promise);
    }

    /// Going through all of them waits.
    private Set<String> addresses() {
        var addresses = new HashSet<String>();
        own.forEach(each -> addresses.add(each.address()));
        if (isActive()) {
            caches.<String, Object>getCache(SUBSCRIPTIONS).keySet().forEach(addresses::add);
        }
        return addresses;
    }

    private void look(Set<String> addresses) {
        if (!isActive()) {
            return;
        }
        int now = meetings.get();
        if (now != lastMeeting) {
            lastMeeting = now;
            rounds = ROUNDS_AFTER_MEETING;
            LOG.info("Members of the cluster that were cut off from each other have met again");
        }
        roundsForgotten = isForgotten ? roundsForgotten + 1 : 0;
        isForgotten = false;
        isKnown = roundsForgotten < ROUNDS_FORGOTTEN_MAX;
        boolean isAfterMeeting = rounds > 0;
        rounds = Math.max(0, rounds - 1);
        tellPlace();
        seenOfStrangers = strangers;
        strangers = new HashSet<>();
        var members = Set.copyOf(getNodes());
        places.look(members, isAfterMeeting, context());
        boolean isEldest = caches.isCoordinator();
        for (var address : addresses) {
            getRegistrations(
                    address,
                    (found, failure) -> context().runOnContext(_ -> {
                        if (failure == null && isActive()) {
                            look(address, found, isAfterMeeting);
                            clear(address, found, members, isEldest);
                        }
                    }));
        }
    }

    /// Its bus may not have begun yet.
    private void tellPlace() {
        var place = getNodeInfo();
        if (place != null) {
            super.setNodeInfo(place, Member::done);
        }
    }

    /// Who is put back is heard of by all; where there is nobody to put back, after a meeting, they are told to look.
    /// One waits for the other to be written, so only what is needed is.
    private void look(String address, List<RegistrationInfo> found, boolean isAfterMeeting) {
        var ours = own.stream().filter(each -> each.address().equals(address)).toList();
        var forgotten =
                ours.stream().filter(each -> !found.contains(each.info())).toList();
        for (var each : forgotten) {
            LOG.atInfo().addKeyValue("address", address).log("The cluster had forgotten a consumer");
            isForgotten = true;
            putBack(each);
        }
        if (isAfterMeeting && !ours.isEmpty() && forgotten.isEmpty()) {
            touch(address);
        }
    }

    private void clear(String address, List<RegistrationInfo> found, Set<String> members, boolean isEldest) {
        for (var info : new ArrayList<>(found)) {
            var registration = new Registration(address, info);
            if (!info.localOnly() && isOver(registration, members, isEldest)) {
                super.removeRegistration(address, info, Member::done);
            }
        }
    }

    /// Of a member that has just joined this one may not have heard yet; it is looked at twice.
    private boolean isOver(Registration registration, Set<String> members, boolean isEldest) {
        var info = registration.info();
        if (info.nodeId().equals(getNodeId())) {
            return info.seq() != NO_CONSUMER && !own.contains(registration);
        }
        if (!isEldest || members.contains(info.nodeId())) {
            return false;
        }
        strangers.add(registration);
        return seenOfStrangers.contains(registration);
    }

    /// It may have been taken away meanwhile.
    private void putBack(Registration registration) {
        super.addRegistration(registration.address(), registration.info(), (_, _) -> {
            if (!own.contains(registration)) {
                super.removeRegistration(registration.address(), registration.info(), Member::done);
            }
        });
    }

    /// Has all members, also those of others, look anew who listens there: they do when something has changed.
    private void touch(String address) {
        var nobody = new RegistrationInfo(getNodeId(), NO_CONSUMER, false);
        super.addRegistration(address, nobody, (_, _) -> super.removeRegistration(address, nobody, Member::done));
    }

    private static void done(@Nullable Void nothing, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.atWarn().log("The cluster could not be told: {}", failure.toString());
        }
    }

    private Vertx vertx() {
        return Objects.requireNonNull(vertx);
    }

    private Context context() {
        return Objects.requireNonNull(context);
    }

    /// Counts how often parts of the cluster have met again.
    @Listener
    public record Meetings(AtomicInteger count) {
        @Merged
        public void met(MergeEvent event) {
            count.incrementAndGet();
        }
    }
}
