package scheduler.cluster;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxBuilder;
import io.vertx.core.VertxOptions;
import java.util.concurrent.TimeUnit;
import scheduler.platform.ClusterSettings;

/// Joins the cluster. Its library is not part of the service's jar, and looked for only here.
public final class Cluster {

    /// A connection over which nobody answers is closed after twice that, and what comes then goes over another.
    private static final long PING_MILLIS = 4_000;
    private static final int CONNECT_MILLIS = 3_000;

    private Cluster() {}

    /// Gives a Vert.x whose event bus is that of the cluster. It waits for the others, so it is for the main thread.
    public static Future<Vertx> join(VertxOptions options, VertxBuilder builder, ClusterSettings settings) {
        var bus = options.getEventBusOptions()
                .setHost(settings.host())
                .setPort(settings.port() + 1)
                .setClusterPingInterval(PING_MILLIS)
                .setClusterPingReplyInterval(PING_MILLIS);
        bus.setConnectTimeout(CONNECT_MILLIS).setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        return builder.with(options).withClusterManager(Member.of(settings)).buildClustered();
    }

    /// Whether the library is there.
    public static boolean isPossible() {
        return Cluster.class.getClassLoader().getResource("io/vertx/ext/cluster/infinispan/package-info.class") != null;
    }
}
