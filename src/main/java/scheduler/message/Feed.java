package scheduler.message;

import io.vertx.core.Future;
import java.util.Optional;

/// An answer that stays current: the whole first, then what changes. Whoever sends it asks for the next frame
/// when there are news and the client can take one, on one event loop and one at a time, so that nothing piles
/// up.
public interface Feed {

    /// Has `news` called, from any thread, when there may be something new.
    void listen(Runnable news);

    /// What has changed since the frame before; with `whole` all of it anew, as whoever has missed something needs it.
    /// Empty when nothing has. A refusal means that what it told of is gone.
    Future<Optional<Frame>> next(boolean whole);

    /// Whether time alone has changed something since the frame before.
    boolean isOutdated();

    /// Nobody listens any more.
    void close();

    /// An event and its JSON.
    record Frame(String event, String data) {}
}
