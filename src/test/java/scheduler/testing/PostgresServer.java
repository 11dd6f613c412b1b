package scheduler.testing;

import java.io.IOException;
import org.testcontainers.postgresql.PostgreSQLContainer;
import scheduler.dev.ThrowawayServer;

/// A server on which a role may create databases, and what ends it.
record PostgresServer(PostgresUrl url, Runnable end) implements AutoCloseable {
    private static final String IMAGE = "postgres:18";

    static PostgresServer embedded() throws IOException {
        var server = ThrowawayServer.start();
        return new PostgresServer(PostgresUrl.parse(server.url()), server::close);
    }

    static PostgresServer container() {
        var container =
                new PostgreSQLContainer(IMAGE).withCommand("postgres", "-c", "fsync=off", "-c", "max_connections=300");
        container.start();
        String url = "postgresql://%s:%s@%s:%d/%s"
                .formatted(
                        container.getUsername(),
                        container.getPassword(),
                        container.getHost(),
                        container.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                        container.getDatabaseName());
        return new PostgresServer(PostgresUrl.parse(url), container::close);
    }

    /// Somebody else's server, which keeps running.
    static PostgresServer external(String url) {
        return new PostgresServer(PostgresUrl.parse(url), () -> {});
    }

    @Override
    public void close() {
        end.run();
    }
}
