package scheduler.event;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import scheduler.event.Recent.Told;
import scheduler.message.Feed;
import scheduler.platform.Contexts;

/// The log of a tenant from a place on, in its order. It keeps nothing but the place: what a client has not taken yet
/// stays in the log. Who is at the end gets what is read there for all; who is behind reads the database page by page.
final class EventFeed implements Feed {

    private static final int PAGE_MAX = 100;

    private final Vertx vertx;
    private final EventStore store;
    private final LogTail tail;
    private final WatchEvents watch;

    private Runnable news = () -> {};
    private long position;
    private boolean hasMore;

    EventFeed(Vertx vertx, EventStore store, LogTail tail, WatchEvents watch) {
        this.vertx = vertx;
        this.store = store;
        this.tail = tail;
        this.watch = watch;
        this.position = watch.after();
    }

    @Override
    public void listen(Runnable news) {
        this.news = news;
        tail.listen(news);
    }

    @Override
    public Future<Buffer> next(boolean whole) {
        hasMore = false;
        if (position == ReadEvents.END) {
            return Contexts.here(vertx, store.end(watch.tenant())).map(end -> {
                position = end;
                return Buffer.buffer();
            });
        }
        var recent = tail.recent();
        if (recent.upTo() <= position) {
            return Future.succeededFuture(Buffer.buffer());
        }
        return position >= recent.from()
                ? Future.succeededFuture(taken(recent))
                : Contexts.here(vertx, store.replay(watch, position, recent.upTo(), PAGE_MAX))
                        .map(events -> replayed(events, recent.upTo()));
    }

    private Buffer taken(Recent recent) {
        var piece = recent.after(watch, position);
        position = piece.position();
        hasMore = piece.hasMore();
        return piece.text();
    }

    private Buffer replayed(List<Logged> events, long upTo) {
        var text = Buffer.buffer();
        events.forEach(each -> text.appendBuffer(Told.of(each).text()));
        hasMore = events.size() == PAGE_MAX;
        position = hasMore ? events.getLast().position() : upTo;
        return text;
    }

    @Override
    public boolean hasMore() {
        return hasMore;
    }

    @Override
    public boolean isOutdated() {
        return false;
    }

    @Override
    public void close() {
        tail.forget(news);
    }
}
