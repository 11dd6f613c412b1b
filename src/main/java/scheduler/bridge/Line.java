package scheduler.bridge;

import io.vertx.core.Future;

/// What carries frames to a client.
public interface Line {

    /// Complete when the frame has left this process; until then it takes memory here.
    Future<Void> write(String frame);

    void close();
}
