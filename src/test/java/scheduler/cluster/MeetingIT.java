package scheduler.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.json.JsonObject;
import io.vertx.core.spi.cluster.ClusterManager;
import io.vertx.core.spi.cluster.NodeInfo;
import io.vertx.ext.cluster.infinispan.InfinispanClusterManager;
import java.io.IOException;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.infinispan.Cache;
import org.infinispan.context.Flag;
import org.infinispan.factories.GlobalComponentRegistry;
import org.infinispan.manager.DefaultCacheManager;
import org.infinispan.manager.EmbeddedCacheManager;
import org.infinispan.remoting.transport.Transport;
import org.infinispan.remoting.transport.jgroups.JGroupsTransport;
import org.jgroups.JChannel;
import org.jgroups.protocols.DISCARD;
import org.jgroups.protocols.TP;
import org.jgroups.stack.ProtocolStack;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scheduler.client.SchedulerClient;
import scheduler.platform.ClusterSettings;
import scheduler.platform.Delivery;
import scheduler.testing.Patience;

/// Members that were cut off from each other, or whose consumers the cluster has forgotten, reach each other again.
class MeetingIT {

    private static final String ADDRESS = "test.echo";
    private static final String PLACES = "__vertx.nodeInfo";
    private static final String CONFIRMED = "scheduler.event.booking.confirmed";
    private static final JsonObject EVENT = new JsonObject()
            .put("id", "1")
            .put("source", "/tenants/demo")
            .put("type", "booking.confirmed")
            .put("subject", "order-17")
            .put("sequence", 1);

    private final List<Integer> ports = List.of(freePorts(), freePorts(), freePorts());
    private final List<Vertx> all = new ArrayList<>();
    private final List<DefaultCacheManager> caches = new ArrayList<>();
    private Member elder;
    private Member younger;
    private Vertx here;
    private Vertx there;

    @BeforeEach
    void join() {
        elder = Member.of(settings(0));
        here = start(elder, ports.get(0));
        younger = Member.of(settings(1));
        there = start(younger, ports.get(1));
        serve(here, "here");
        serve(there, "there");
        Patience.until(this::bothReachBoth);
    }

    @AfterEach
    void leave() {
        all.forEach(each -> await(each.close()));
        caches.forEach(DefaultCacheManager::stop);
    }

    private ClusterSettings settings(int number) {
        var nodes = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        return new ClusterSettings(true, "127.0.0.1", ports.get(number), nodes, "");
    }

    private Vertx start(ClusterManager member, int port) {
        var options = new VertxOptions();
        options.getEventBusOptions().setHost("127.0.0.1").setPort(port + 1);
        var vertx =
                await(Vertx.builder().with(options).withClusterManager(member).buildClustered());
        all.add(vertx);
        return vertx;
    }

    private static void serve(Vertx vertx, String name) {
        await(vertx.eventBus()
                .consumer(ADDRESS + "." + name, message -> message.reply(name))
                .completion());
    }

    private boolean bothReachBoth() {
        return List.of(here, there).stream().allMatch(vertx -> reaches(vertx, "here") && reaches(vertx, "there"));
    }

    private static boolean reaches(Vertx vertx, String name) {
        Future<?> reply =
                vertx.eventBus().request(ADDRESS + "." + name, "", new DeliveryOptions().setSendTimeout(1_000));
        return await(reply.map(true).otherwise(false));
    }

    @Test
    void who_was_cut_off_is_reached_again_when_they_meet() throws Exception {
        var cut = new DISCARD().discardAll(true);
        channel(younger).getProtocolStack().insertProtocol(cut, ProtocolStack.Position.ABOVE, TP.class);
        Patience.until(() -> elder.getNodes().size() == 1 && younger.getNodes().size() == 1);
        Patience.until(() -> !reaches(here, "there"));

        cut.discardAll(false);

        Patience.until(() -> elder.getNodes().size() == 2 && younger.getNodes().size() == 2);
        Patience.until(this::bothReachBoth);
        Patience.until(() -> knows(elder, younger.getNodeId()) && knows(younger, elder.getNodeId()));
    }

    /// The connections that there are hide it until they end.
    @Test
    void where_a_member_is_the_others_learn_again_though_it_finds_itself() {
        copy(elder, PLACES).remove(younger.getNodeId());

        assertThat(copy(younger, PLACES)).containsKey(younger.getNodeId());
        Patience.until(() -> knows(elder, younger.getNodeId()));
    }

    /// By Vert.x alone it does not do so itself.
    @Test
    void where_an_application_is_they_put_back_when_the_cluster_has_forgotten() {
        var application = join(settings(2));
        Patience.until(() -> knows(elder, application.getNodeId()));
        untilTheyHaveLooked();

        cache(elder, PLACES).remove(application.getNodeId());

        Patience.until(() -> knows(elder, application.getNodeId()) && knows(younger, application.getNodeId()));
    }

    @Test
    void an_application_hears_again_of_what_happens_when_the_cluster_has_forgotten_that_it_listens() {
        join(settings(2));
        var heard = new CopyOnWriteArrayList<String>();
        var target = new SchedulerClient(all.getLast(), "demo");
        await(target.subscribe("booking.confirmed", event -> heard.add(event.subject()))
                .started());

        subscriptions(elder).remove(CONFIRMED);

        Patience.until(() -> {
            here.eventBus().publish(CONFIRMED, EVENT);
            return !heard.isEmpty();
        });
        assertThat(heard).containsOnly("order-17");
    }

    private InfinispanClusterManager join(ClusterSettings settings) {
        var its = Member.caches(settings);
        caches.add(its);
        var application = new InfinispanClusterManager(its);
        start(application, settings.port());
        return application;
    }

    /// Each puts back its consumers when it looks.
    private void untilTheyHaveLooked() {
        subscriptions(elder).clear();
        Patience.until(() -> subscriptions(elder).keySet().containsAll(List.of(ADDRESS + ".here", ADDRESS + ".there")));
    }

    @Test
    void what_the_cluster_has_forgotten_is_put_back() {
        var delivery = new Delivery();
        await(here.deployVerticle(new SelfTestVerticle(delivery)));

        subscriptions(elder).clear();
        Patience.until(this::bothReachBoth);

        assertThat(delivery.isWorking()).isTrue();
    }

    @Test
    void a_node_that_does_not_reach_itself_says_so_until_it_does() {
        var delivery = new Delivery();
        var forgetting = here.setPeriodic(1, 20, _ -> {
            var _ = subscriptions(elder).clearAsync();
        });
        await(here.deployVerticle(new SelfTestVerticle(delivery)));

        Patience.until(() -> !delivery.isWorking());
        here.cancelTimer(forgetting);

        Patience.until(delivery::isWorking);
    }

    private static Cache<Object, Object> subscriptions(Member member) {
        return cache(member, "__vertx.subs");
    }

    private static Cache<Object, Object> cache(Member member, String name) {
        return ((EmbeddedCacheManager) member.getCacheContainer()).getCache(name);
    }

    /// The member's own copy alone.
    private static Cache<Object, Object> copy(Member member, String name) {
        return cache(member, name).getAdvancedCache().withFlags(Flag.CACHE_MODE_LOCAL);
    }

    private static boolean knows(ClusterManager member, String other) {
        Promise<NodeInfo> place = Promise.promise();
        member.getNodeInfo(other, place);
        return await(place.future().map(true).otherwise(false));
    }

    private static JChannel channel(Member member) {
        var transport =
                GlobalComponentRegistry.componentOf((EmbeddedCacheManager) member.getCacheContainer(), Transport.class);
        return ((JGroupsTransport) transport).getChannel();
    }

    /// The first of three that nobody has.
    private static int freePorts() {
        while (true) {
            try (var first = new ServerSocket(0)) {
                int port = first.getLocalPort();
                try (var _ = new ServerSocket(port + 1);
                        var third = new ServerSocket(port + 2)) {
                    return third.getLocalPort() - 2;
                }
            } catch (IOException | IllegalArgumentException e) {
                // Somebody has one of them.
            }
        }
    }
}
