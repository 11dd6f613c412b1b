package scheduler.database;

import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import io.vertx.core.internal.VertxWrapper;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import java.util.concurrent.TimeUnit;
import scheduler.platform.Settings;

/// Gives the driver's sockets their bounds. vertx-pg-client 5.0.7 drops the transport options that its builder takes,
/// so they are put in where it makes its client.
final class Transport extends VertxWrapper {

    private final NetClientOptions options;

    private Transport(VertxInternal vertx, NetClientOptions options) {
        super(vertx);
        this.options = options;
    }

    /// The driver has no read timeout: a reply that never comes would hold its connection for ever. So a connection
    /// that has been silent for `silenceMax` is closed.
    static Vertx under(Vertx vertx, Settings.Database settings, int silenceMax) {
        var options = new NetClientOptions()
                .setConnectTimeout(Math.toIntExact(settings.connectTimeout().toMillis()))
                .setTcpKeepAlive(true)
                .setTcpNoDelay(true)
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setReadIdleTimeout(silenceMax);
        options.setTcpUserTimeout(silenceMax);
        return new Transport((VertxInternal) vertx, options);
    }

    @Override
    public NetClient createNetClient(NetClientOptions theirs) {
        return super.createNetClient(options);
    }
}
