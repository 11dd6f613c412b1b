package scheduler.egress;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/// Looks up the addresses of a name.
@FunctionalInterface
public interface Resolver {

    Future<List<InetAddress>> addresses(String host);

    /// As the machine does, with its files and its cache. That blocks, so it has threads of its own: as few
    /// as wait for a server of names that does not answer.
    static Resolver ofTheMachine(Vertx vertx) {
        var threads = vertx.createSharedWorkerExecutor("resolver", 8);
        return host -> threads.executeBlocking(() -> List.of(InetAddress.getAllByName(host)), false)
                .map(Objects::requireNonNull)
                .timeout(5, TimeUnit.SECONDS);
    }
}
