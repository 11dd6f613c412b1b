package scheduler.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.ArrayDeque;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.message.Pieces;

/// Sends answers that are computed piece by piece. Those under way on one event loop take turns; whose client does not
/// keep up sits out until it does.
final class Turns {

    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    /// Between two turns the loop does all else. A task that queues itself again would not do: netty runs up to 64
    /// tasks before it looks at its sockets, which is a quarter of a second of turns.
    private static final long PAUSE_MILLIS = 1;

    private final Vertx vertx;
    private final Queue<Sending> waiting = new ArrayDeque<>();
    private boolean isUnderWay;

    private record Sending(RoutingContext ctx, Pieces pieces) {}

    Turns(Vertx vertx) {
        this.vertx = vertx;
    }

    void send(RoutingContext ctx, Pieces pieces) {
        enqueue(new Sending(ctx, pieces));
    }

    private void enqueue(Sending sending) {
        waiting.add(sending);
        if (!isUnderWay) {
            turn();
        }
    }

    private void turn() {
        var next = waiting.poll();
        isUnderWay = next != null;
        if (next != null) {
            vertx.setTimer(PAUSE_MILLIS, _ -> turn());
            take(next);
        }
    }

    private void take(Sending sending) {
        var response = sending.ctx.response();
        if (response.ended() || response.closed()) {
            return;
        }
        try {
            write(sending, response);
        } catch (RuntimeException e) {
            if (response.headWritten()) {
                LOG.atError()
                        .setCause(e)
                        .addKeyValue("request", sending.ctx.request().path())
                        .log("An answer was broken off");
            }
            sending.ctx.fail(e);
        }
    }

    private void write(Sending sending, HttpServerResponse response) {
        var piece = sending.pieces.next();
        if (!response.headWritten()) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json").setChunked(!piece.isLast());
        }
        if (piece.isLast()) {
            response.end(piece.text());
            return;
        }
        if (!piece.text().isEmpty()) {
            response.write(piece.text());
        }
        if (response.writeQueueFull()) {
            response.drainHandler(_ -> enqueue(sending));
        } else {
            waiting.add(sending);
        }
    }
}
