package scheduler.http;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.message.Feed;
import scheduler.message.Refusal;

/// Sends a feed as server-sent events, on the event loop of its connection. It asks for what follows only when the
/// client has taken what it has: what it misses the feed knows how to give it later, so nothing piles up here.
final class LiveStream {

    private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);

    /// Several changes within that time are sent together.
    private static final long INTERVAL_MILLIS = 50;

    /// How often it is asked whether time alone has changed something.
    private static final long TICK_MILLIS = 100;

    private static final long RETRY_MILLIS = 1_000;

    /// After which a browser comes back when the connection is lost.
    private static final long RECONNECT_MILLIS = 2_000;

    private static final int QUEUE_BYTES_MAX = 64 << 10;
    private static final long NONE = -1;

    private final Vertx vertx;
    private final Context context;
    private final RoutingContext ctx;
    private final HttpServerResponse response;
    private final Feed feed;
    private final long heartbeatMillis;
    private final AtomicBoolean isTold = new AtomicBoolean();

    // Confined to the context.
    private boolean hasNews = true;
    private boolean isBehind = true;
    private boolean isLooking;
    private boolean isClosed;
    private long lookedAt;
    private long pause = NONE;
    private long ticker = NONE;
    private long heartbeat = NONE;

    LiveStream(Vertx vertx, RoutingContext ctx, Feed feed, long heartbeatMillis) {
        this.vertx = vertx;
        this.context = vertx.getOrCreateContext();
        this.ctx = ctx;
        this.response = ctx.response();
        this.feed = feed;
        this.heartbeatMillis = heartbeatMillis;
    }

    /// Not compressed: a compressor holds back what is to be there at once.
    static HttpServerResponse head(HttpServerResponse response) {
        return response.putHeader(HttpHeaders.CONTENT_TYPE, "text/event-stream")
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                .putHeader(HttpHeaders.CONTENT_ENCODING, HttpHeaders.IDENTITY)
                .putHeader("X-Accel-Buffering", "no");
    }

    void start() {
        feed.listen(this::news);
        look();
    }

    /// From any thread; all news until the next look are one turn of the event loop.
    private void news() {
        if (isTold.compareAndSet(false, true)) {
            context.runOnContext(_ -> hear());
        }
    }

    private void hear() {
        hasNews = true;
        look();
    }

    private void look() {
        if (isClosed || isLooking || !hasNews || pause != NONE) {
            return;
        }
        if (response.headWritten() && response.writeQueueFull()) {
            isBehind = true;
            response.drainHandler(_ -> look());
            return;
        }
        long early = INTERVAL_MILLIS - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - lookedAt);
        if (lookedAt != 0 && early > 0 && !feed.hasMore()) {
            pause(early);
            return;
        }
        hasNews = false;
        isTold.set(false);
        isLooking = true;
        lookedAt = System.nanoTime();
        feed.next(isBehind).onComplete(this::seen, this::failed);
    }

    private void pause(long millis) {
        pause = vertx.setTimer(millis, _ -> {
            pause = NONE;
            look();
        });
    }

    private void seen(Buffer told) {
        isLooking = false;
        if (isClosed) {
            return;
        }
        if (!response.headWritten()) {
            begin();
        }
        if (told.length() > 0) {
            response.write(told);
        }
        isBehind = false;
        hasNews |= feed.hasMore();
        look();
    }

    private void begin() {
        head(response).setChunked(true).setWriteQueueMaxSize(QUEUE_BYTES_MAX);
        ticker = vertx.setPeriodic(TICK_MILLIS, _ -> tick());
        heartbeat = vertx.setPeriodic(heartbeatMillis, _ -> beat());
        // It goes at once, so that the client knows that it listens.
        response.write("retry: " + RECONNECT_MILLIS + "\n");
    }

    private void tick() {
        if (!hasNews && !isLooking && feed.isOutdated()) {
            hear();
        }
    }

    private void beat() {
        if (!response.writeQueueFull()) {
            response.write(": heartbeat\n\n");
        }
    }

    /// What cannot be looked at now is looked at later; what is not there any more ends the stream.
    private void failed(Throwable failure) {
        isLooking = false;
        if (isClosed) {
            return;
        }
        if (!response.headWritten()) {
            ctx.fail(failure);
            return;
        }
        if (failure instanceof Refusal refusal && refusal.problem().code().status() < 500) {
            // Without an id: whoever comes back says which event was the last before.
            response.end("event: problem\ndata: " + refusal.problem().toText() + "\n\n");
            return;
        }
        LOG.atWarn().addKeyValue("request", ctx.request().path()).log(failure.getMessage());
        hasNews = true;
        pause(RETRY_MILLIS);
    }

    /// Ends it in order, from any thread.
    Future<Void> end() {
        var ended = Promise.<Void>promise();
        context.runOnContext(_ -> {
            if (isClosed || response.ended() || !response.headWritten()) {
                ended.complete();
            } else {
                response.end().onComplete(_ -> ended.complete());
            }
        });
        return ended.future();
    }

    void close() {
        isClosed = true;
        vertx.cancelTimer(pause);
        vertx.cancelTimer(ticker);
        vertx.cancelTimer(heartbeat);
        feed.close();
    }
}
