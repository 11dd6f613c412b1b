package scheduler.database;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.Supplier;
import scheduler.message.Refusal;

/// Lets no more work through than there are connections, keeps a bounded queue before it and a bound on the wait.
///
/// The pool behind it never sees a waiting acquisition: in vertx-sql-client 5.0.7 one that times out while it is being
/// served takes its connection away for ever (0 of 8 left after 30 s of saturation). Full means a refusal at once.
final class Gate {

    private final Vertx vertx;
    private final int queueMax;
    private final Duration waitMax;
    private final ArrayDeque<Waiting<?>> queue = new ArrayDeque<>();
    private int free;

    Gate(Vertx vertx, int permits, int queueMax, Duration waitMax) {
        this.vertx = vertx;
        this.free = permits;
        this.queueMax = queueMax;
        this.waitMax = waitMax;
    }

    /// Runs the work when its turn comes, on the context that asked.
    <T> Future<T> pass(Supplier<Future<T>> work) {
        Waiting<T> waiting;
        synchronized (this) {
            if (free > 0) {
                free--;
                waiting = null;
            } else if (queue.size() >= queueMax) {
                return Future.failedFuture(Refusal.overloaded("Too many requests wait for the database."));
            } else {
                waiting = new Waiting<>(vertx.getOrCreateContext(), work, Promise.promise());
                queue.add(waiting);
            }
        }
        if (waiting == null) {
            return admitted(work);
        }
        waiting.timer = vertx.setTimer(waitMax.toMillis(), _ -> giveUp(waiting));
        return waiting.result.future();
    }

    synchronized int waiting() {
        return queue.size();
    }

    synchronized int free() {
        return free;
    }

    private <T> Future<T> admitted(Supplier<Future<T>> work) {
        return Future.succeededFuture().compose(_ -> work.get()).onComplete(_ -> leave());
    }

    private void leave() {
        Waiting<?> next;
        synchronized (this) {
            next = queue.poll();
            if (next == null) {
                free++;
            }
        }
        if (next != null) {
            turn(next);
        }
    }

    private <T> void turn(Waiting<T> next) {
        vertx.cancelTimer(next.timer);
        next.context.runOnContext(_ -> admitted(next.work).onComplete(next.result));
    }

    private void giveUp(Waiting<?> waiting) {
        boolean gaveUp;
        synchronized (this) {
            gaveUp = queue.remove(waiting);
        }
        if (gaveUp) {
            waiting.result.fail(Refusal.overloaded("The database was busy for too long."));
        }
    }

    private static final class Waiting<T> {
        private final Context context;
        private final Supplier<Future<T>> work;
        private final Promise<T> result;
        private volatile long timer = -1;

        Waiting(Context context, Supplier<Future<T>> work, Promise<T> result) {
            this.context = context;
            this.work = work;
            this.result = result;
        }
    }
}
