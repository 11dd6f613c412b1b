package scheduler.dev;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/// A PostgreSQL of our own on the loopback interface, on a data directory that the caller has locked.
final class EmbeddedServer implements AutoCloseable {
    /// A crash recovery after a long run under load takes its time; whatever fails is seen in the log at once.
    private static final Duration START_PATIENCE = Duration.ofMinutes(2);

    /// Rules of its own for text, the same on every system: sorted by code point, upper and lower case of all Unicode.
    private static final Map<String, String> LOCALE =
            Map.of("locale", "C", "locale-provider", "builtin", "builtin-locale", "C.UTF-8");

    private static final Pattern CAUSE = Pattern.compile("(?:FATAL|PANIC|error): +(.*)");

    private final EmbeddedPostgres server;
    private final ServerProcesses processes;
    private final int port;

    private EmbeddedServer(EmbeddedPostgres server, ServerProcesses processes, int port) {
        this.server = server;
        this.processes = processes;
        this.port = port;
    }

    /// Starts a server on `directory`, on a free port when `port` is 0; an earlier one that was left running is ended.
    /// Its log is beside the directory. Failures are one sentence in an `IllegalStateException`.
    static EmbeddedServer start(Path directory, int port, Map<String, String> settings) throws IOException {
        var processes = new ServerProcesses(directory);
        processes.end();
        Path log = beside(directory, ".log");
        Files.writeString(log, "");
        int free = freePort(port);
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(directory)
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setOverrideWorkingDirectory(UnpackedBinaries.directory().toFile())
                .setPort(free)
                .setPGStartupWait(START_PATIENCE)
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "");
        LOCALE.forEach(builder::setLocaleConfig);
        settings.forEach(builder::setServerConfig);
        try {
            var server = new EmbeddedServer(started(builder, log), processes, free);
            server.expectDirectory(directory);
            return server;
        } catch (IllegalStateException e) {
            processes.end();
            throw e;
        }
    }

    /// A file or directory that belongs to the data directory and lies next to it.
    static Path beside(Path directory, String suffix) {
        return directory.resolveSibling(directory.getFileName() + suffix);
    }

    private static int freePort(int wanted) {
        try (var socket = new ServerSocket(wanted, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("port " + wanted + " for PostgreSQL is not free on 127.0.0.1", e);
        }
    }

    /// The library asks the port until its patience ends, also when the server has long given up; the log knows.
    private static EmbeddedPostgres started(EmbeddedPostgres.Builder builder, Path log) throws IOException {
        var starting = new FutureTask<>(builder::start);
        var thread = Thread.ofPlatform().daemon().name("postgres-start").start(starting);
        while (true) {
            try {
                return starting.get(20, TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                if (lines(log).contains("pg_ctl: could not start server")) {
                    thread.interrupt();
                    throw new IllegalStateException(failure(log), e);
                }
            } catch (ExecutionException e) {
                throw new IllegalStateException(failure(log), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while PostgreSQL started", e);
            }
        }
    }

    private static String failure(Path log) throws IOException {
        String cause = lines(log).stream()
                .map(CAUSE::matcher)
                .filter(matcher -> matcher.find())
                .map(matcher -> matcher.group(1))
                .findFirst()
                .orElse("it did not answer");
        return "PostgreSQL did not start: " + cause + " (log: " + log + ")";
    }

    private static List<String> lines(Path log) throws IOException {
        return Files.readAllLines(log);
    }

    /// Between the look for a free port and the start another server may have come to listen there.
    private void expectDirectory(Path directory) {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("show data_directory")) {
            if (!row.next() || !Files.isSameFile(Path.of(row.getString(1)), directory)) {
                throw new IllegalStateException("another PostgreSQL answers on port " + port);
            }
        } catch (SQLException | IOException e) {
            throw new IllegalStateException("PostgreSQL on port " + port + " does not answer: " + e.getMessage(), e);
        }
    }

    /// A superuser's connection to one of the databases, to be closed by the caller.
    Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?user=postgres");
    }

    String url(String database) {
        return "postgresql://postgres@127.0.0.1:" + port + "/" + database;
    }

    /// Stops the server and waits until all its processes are gone.
    @Override
    public void close() throws IOException {
        server.close();
        processes.end();
    }
}
