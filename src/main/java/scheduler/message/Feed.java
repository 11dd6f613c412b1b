package scheduler.message;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/// An answer that goes on: what there is first, then what becomes of it, as the text of server-sent events. Whoever
/// sends it asks for what follows when there are news and the client can take it, on one event loop and one at a
/// time, so that nothing piles up.
public interface Feed {

    /// Has `news` called, from any thread, when there may be something new.
    void listen(Runnable news);

    /// What has happened since it was asked before; empty when nothing has. With `whole`, of what is a state, all of
    /// it anew, as whoever has missed something needs it. A refusal means that what it told of is gone.
    Future<Buffer> next(boolean whole);

    /// Whether what was given last was not all that there is already.
    default boolean hasMore() {
        return false;
    }

    /// Whether time alone has changed something since it was asked before.
    boolean isOutdated();

    /// Nobody listens any more.
    void close();

    /// One server-sent event: its number in the stream, its kind, and its JSON, on one line.
    record Frame(String id, String event, String data) {
        public Buffer toBuffer() {
            return Buffer.buffer("id: " + id + "\nevent: " + event + "\ndata: " + data + "\n\n");
        }
    }
}
