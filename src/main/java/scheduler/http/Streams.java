package scheduler.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import scheduler.message.Feed;
import scheduler.message.Refusal;
import scheduler.platform.Settings;

/// All who follow something on this node, on whichever event loop. They are counted here and not among the requests
/// under way, because they stay; and they are ended here, because a stop would wait for them.
public final class Streams {

    /// Proxies and browsers take a connection for dead that is silent for longer.
    private static final Duration HEARTBEAT_MAX = Duration.ofSeconds(15);

    private final Vertx vertx;
    private final int most;
    private final long heartbeatMillis;
    private final Set<LiveStream> open = ConcurrentHashMap.newKeySet();
    private volatile boolean isEnding;

    public Streams(Vertx vertx, Settings.Http settings) {
        this.vertx = vertx;
        this.most = settings.maxStreams();
        // A stream that says nothing would be taken for an idle connection.
        this.heartbeatMillis =
                Math.min(HEARTBEAT_MAX.toMillis(), settings.idleTimeout().toMillis() / 2);
    }

    void open(RoutingContext ctx, Feed feed) {
        if (Methods.isHead(ctx)) {
            LiveStream.head(ctx.response()).end();
            return;
        }
        var stream = new LiveStream(vertx, ctx, feed, heartbeatMillis);
        if (!add(stream)) {
            ctx.fail(Refusal.overloaded("Too many follow something here, or this node is about to stop."));
            return;
        }
        ctx.addEndHandler(_ -> {
            open.remove(stream);
            stream.close();
        });
        Guard.release(ctx);
        stream.start();
    }

    private synchronized boolean add(LiveStream stream) {
        return !isEnding && open.size() < most && open.add(stream);
    }

    public int size() {
        return open.size();
    }

    /// Ends all of them and lets no more in; complete when the last is ended.
    public Future<Void> end() {
        synchronized (this) {
            isEnding = true;
        }
        return Future.join(open.stream().map(LiveStream::end).toList()).mapEmpty();
    }
}
