package scheduler.dev;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import scheduler.platform.LocalDatabase;

/// The database of the development run: a real PostgreSQL that keeps its data in a directory and loses no commit.
///
/// It has no shutdown hook of its own, because the service drains first; a server that outlives its JVM is ended by the
/// next run.
public final class DevDatabase implements LocalDatabase.Running {
    private static final String NAME = "scheduler";

    /// The library's own defaults lose acknowledged commits when the machine or the processes die.
    private static final Map<String, String> DURABLE =
            Map.of("fsync", "on", "synchronous_commit", "on", "full_page_writes", "on", "max_connections", "100");

    /// Someone who restarts at once shall not be refused for the moment in which the earlier run is still closing.
    private static final Duration LOCK_PATIENCE = Duration.ofSeconds(1);

    private final DirectoryLock lock;
    private final EmbeddedServer server;

    private DevDatabase(DirectoryLock lock, EmbeddedServer server) {
        this.lock = lock;
        this.server = server;
    }

    /// Starts the server on `dataDirectory`, which is made when missing; port 0 takes any free one.
    /// What prevents it is one sentence in an `IllegalStateException`.
    public static DevDatabase start(Path dataDirectory, int port) {
        return start(dataDirectory, port, Map.of());
    }

    /// The same with `settings` of PostgreSQL beside those by which it loses no commit.
    public static DevDatabase start(Path dataDirectory, int port, Map<String, String> settings) {
        try {
            Path directory = real(dataDirectory);
            DirectoryLock lock = lock(directory);
            try {
                return new DevDatabase(lock, serve(directory, port, settings));
            } catch (IOException | SQLException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (AccessDeniedException e) {
            throw new IllegalStateException("no permission to write " + e.getFile() + " for the database", e);
        } catch (IOException | SQLException e) {
            throw new IllegalStateException("the database in " + dataDirectory + " did not start: " + e, e);
        }
    }

    /// Kills the server on `dataDirectory`, and what makes or starts it. It recovers at its next start.
    public static void kill(Path dataDirectory) {
        try {
            new ServerProcesses(real(dataDirectory)).kill();
        } catch (IOException e) {
            throw new IllegalStateException("the database did not stop: " + e.getMessage(), e);
        }
    }

    /// Without links, as the operating system names the directory that a server works in.
    private static Path real(Path dataDirectory) throws IOException {
        Path directory = dataDirectory.toAbsolutePath().normalize();
        if (Files.exists(directory)) {
            return directory.toRealPath();
        }
        Path parent = Objects.requireNonNull(directory.getParent(), "only the root has no parent, and it exists");
        return Files.createDirectories(parent).toRealPath().resolve(directory.getFileName());
    }

    private static DirectoryLock lock(Path directory) throws IOException {
        Path file = EmbeddedServer.beside(directory, ".lock");
        var lock = DirectoryLock.acquire(file, LOCK_PATIENCE);
        if (lock.isEmpty()) {
            throw new IllegalStateException(directory + " is in use by the run with pid " + DirectoryLock.holder(file)
                    + "; stop that one or give this one another directory");
        }
        return lock.get();
    }

    /// Until the first start is through, a mark beside the directory says that there is nothing in it to keep.
    private static EmbeddedServer serve(Path directory, int port, Map<String, String> settings)
            throws IOException, SQLException {
        Path unfinished = EmbeddedServer.beside(directory, ".unfinished");
        if (Files.exists(unfinished) && Files.exists(directory)) {
            new ServerProcesses(directory).end();
            DirectoryTree.delete(directory);
        }
        if (!Files.exists(directory)) {
            Files.writeString(unfinished, "");
        }
        var all = new HashMap<>(settings);
        all.putAll(DURABLE);
        EmbeddedServer server = EmbeddedServer.start(directory, port, all);
        try {
            createDatabase(server);
            Files.deleteIfExists(unfinished);
            return server;
        } catch (IOException | SQLException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    private static void createDatabase(EmbeddedServer server) throws SQLException {
        try (Connection connection = server.connect("postgres");
                Statement statement = connection.createStatement()) {
            if (!hasDatabase(statement)) {
                statement.execute("create database " + NAME + " template template0 encoding 'UTF8'");
            }
        }
    }

    private static boolean hasDatabase(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select from pg_database where datname = '" + NAME + "'")) {
            return row.next();
        }
    }

    @Override
    public String url() {
        return server.url(NAME);
    }

    /// Stops the server in the orderly way: open transactions are rolled back, nothing is left to recover.
    @Override
    public void close() {
        try (lock) {
            server.close();
        } catch (IOException e) {
            throw new IllegalStateException("the database did not stop: " + e.getMessage(), e);
        }
    }
}
