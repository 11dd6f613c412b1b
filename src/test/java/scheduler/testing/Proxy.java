package scheduler.testing;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// A network between the service and PostgreSQL that a test can break. It runs on one event loop of its own.
public final class Proxy implements AutoCloseable {

    /// What becomes of the connection whose answer is lost.
    public enum Loss {
        CUT,
        SILENCE
    }

    /// PostgreSQL's `ReadyForQuery` outside a transaction: what came before it is committed, or rolled back.
    private static final String READY = "Z\0\0\0\5I";

    private record Trap(@Nullable String before, String marker, Loss loss, Promise<Void> sprung) {}

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1));
    private final NetClient client = vertx.createNetClient();
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final AtomicReference<@Nullable Trap> trap = new AtomicReference<>();
    private final PostgresUrl target;
    private final String host;
    private final NetServer server;
    private volatile boolean silent;
    private volatile boolean away;

    private Proxy(PostgresUrl target, String host) {
        this.target = target;
        this.host = host;
        this.server = vertx.createNetServer()
                .connectHandler(this::accept)
                .listen(0, host)
                .await();
    }

    /// Starts to stand before the database of this URL.
    public static Proxy before(String databaseUrl) {
        return before(databaseUrl, "127.0.0.1");
    }

    /// The same at another address of this machine.
    public static Proxy before(String databaseUrl, String host) {
        return new Proxy(PostgresUrl.parse(databaseUrl), host);
    }

    /// The same database, by way of this proxy.
    public String url() {
        var uri = target.uri();
        var login = uri.getRawUserInfo() == null ? "" : uri.getRawUserInfo() + "@";
        var parameters = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return "postgresql://" + login + host + ":" + server.actualPort() + uri.getRawPath() + parameters;
    }

    /// From now on everything is taken and nothing passed on, on connections that exist and on new ones.
    public void swallow() {
        silent = true;
        links.forEach(link -> link.silent = true);
    }

    /// New connections pass again; those that were swallowed stay silent.
    public void forward() {
        silent = false;
        away = false;
    }

    /// Ends all connections, and every new one too.
    public void goAway() {
        away = true;
        cut();
    }

    /// Ends all connections, and nobody listens any more: new ones are refused.
    public void refuse() {
        server.close().onComplete(_ -> cut());
    }

    /// Ends all connections.
    public void cut() {
        sockets.forEach(NetSocket::close);
    }

    /// Lets the next message that contains `marker` through to PostgreSQL, waits until that has ended its transaction,
    /// and loses the answer. The future tells that it has happened.
    public Future<Void> loseAnswerTo(String marker, Loss loss) {
        return set(new Trap(null, marker, loss, Promise.promise()));
    }

    /// The same for the commit of a transaction of several statements, one of which contains `marker`: others are
    /// committed beside it.
    public Future<Void> loseAnswerToCommitOf(String marker, Loss loss) {
        return set(new Trap(marker, "COMMIT", loss, Promise.promise()));
    }

    private Future<Void> set(Trap set) {
        trap.set(set);
        return set.sprung.future();
    }

    @Override
    public void close() {
        vertx.close().await();
    }

    private void accept(NetSocket near) {
        track(near);
        if (away) {
            near.close();
            return;
        }
        if (silent) {
            near.handler(_ -> {});
            return;
        }
        near.pause();
        int port = target.uri().getPort();
        client.connect(port == -1 ? 5432 : port, target.uri().getHost())
                .onSuccess(far -> {
                    track(far);
                    var link = new Link(near, far);
                    links.add(link);
                    // It may have been told to swallow while this connection was being made.
                    link.silent = silent;
                    near.resume();
                })
                .onFailure(_ -> near.close());
    }

    private void track(NetSocket socket) {
        sockets.add(socket);
        socket.exceptionHandler(_ -> socket.close());
    }

    /// Two connections that are one to those at its ends.
    private final class Link {
        private final NetSocket near;
        private final NetSocket far;
        private @Nullable Trap losing;
        private @Nullable Trap coming;
        private volatile boolean silent;

        Link(NetSocket near, NetSocket far) {
            this.near = near;
            this.far = far;
            near.handler(this::ask);
            far.handler(this::answer);
            near.closeHandler(_ -> far.close());
            far.closeHandler(_ -> end());
        }

        private void ask(Buffer bytes) {
            if (silent) {
                return;
            }
            var set = trap.get();
            if (set != null && set.before != null && text(bytes).contains(set.before)) {
                coming = set;
            }
            if (set != null
                    && (set.before == null || set.equals(coming))
                    && text(bytes).contains(set.marker)
                    && trap.compareAndSet(set, null)) {
                losing = set;
            }
            far.write(bytes);
        }

        private void answer(Buffer bytes) {
            if (losing != null) {
                if (text(bytes).endsWith(READY)) {
                    lose(losing);
                }
            } else if (!silent) {
                near.write(bytes);
            }
        }

        private void lose(Trap set) {
            silent = true;
            if (set.loss == Loss.CUT) {
                near.close();
            }
            set.sprung.complete();
        }

        private void end() {
            if (!silent) {
                near.close();
            }
        }
    }

    private static String text(Buffer bytes) {
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }
}
