package scheduler.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;

/// A PostgreSQL for tests: fast because nothing is durable, in a temporary directory that is deleted with it.
public final class ThrowawayServer implements AutoCloseable {
    private static final Map<String, String> FAST =
            Map.of("fsync", "off", "synchronous_commit", "off", "full_page_writes", "off", "max_connections", "300");

    private static final Duration SWEEP_PATIENCE = Duration.ofMinutes(1);

    private final Path directory;
    private final DirectoryLock lock;
    private final EmbeddedServer server;
    private final AtomicBoolean isClosed = new AtomicBoolean();

    private ThrowawayServer(Path directory, DirectoryLock lock, EmbeddedServer server) {
        this.directory = directory;
        this.lock = lock;
        this.server = server;
    }

    /// Starts a server on a free port, after removing those whose JVM was killed.
    public static ThrowawayServer start() throws IOException {
        return start(Map.of());
    }

    /// The same with more settings of the server.
    public static ThrowawayServer start(Map<String, String> more) throws IOException {
        var settings = new HashMap<>(FAST);
        settings.putAll(more);
        Path runs = Files.createDirectories(UnpackedBinaries.home().toRealPath().resolve("runs"));
        Path directory = runs.resolve(ProcessHandle.current().pid() + "-" + UUID.randomUUID());
        DirectoryLock lock = sweepAndLock(runs, directory);
        try {
            var server = new ThrowawayServer(directory, lock, EmbeddedServer.start(directory, 0, settings));
            // An aborted test run closes nothing by itself.
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "postgres-close"));
            return server;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /// One JVM at a time, so that nobody takes a run that has not locked its directory yet for a dead one.
    private static DirectoryLock sweepAndLock(Path runs, Path directory) throws IOException {
        try (var _ =
                DirectoryLock.acquire(runs.resolve("sweep"), SWEEP_PATIENCE).orElseThrow()) {
            try (DirectoryStream<Path> locks = Files.newDirectoryStream(runs, "*.lock")) {
                for (Path lock : locks) {
                    removeUnlessLocked(lock);
                }
            }
            return DirectoryLock.acquire(EmbeddedServer.beside(directory, ".lock"), Duration.ZERO)
                    .orElseThrow();
        }
    }

    private static void removeUnlessLocked(Path file) throws IOException {
        Optional<DirectoryLock> lock = DirectoryLock.acquire(file, Duration.ZERO);
        if (lock.isPresent()) {
            try (var _ = lock.get()) {
                Path directory =
                        file.resolveSibling(file.getFileName().toString().replace(".lock", ""));
                new ServerProcesses(directory).end();
                delete(directory);
            }
        }
    }

    private static void delete(Path directory) throws IOException {
        DirectoryTree.delete(directory);
        Files.deleteIfExists(EmbeddedServer.beside(directory, ".log"));
        Files.deleteIfExists(EmbeddedServer.beside(directory, ".lock"));
    }

    /// The URL of the database that every server has.
    public String url() {
        return server.url("postgres");
    }

    @Override
    public void close() {
        if (isClosed.getAndSet(true)) {
            return;
        }
        try (lock) {
            server.close();
            delete(directory);
        } catch (IOException e) {
            throw new UncheckedIOException("could not remove " + directory, e);
        }
    }
}
