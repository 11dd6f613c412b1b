package scheduler.egress;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/// What was answered to who reads, with all of its body.
public record Page(int status, MultiMap headers, Buffer body) {

    public @Nullable String header(String name) {
        return headers.get(name);
    }
}
