package scheduler.dev;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// The development database keeps what it has acknowledged, whatever is killed, and belongs to one run at a time.
@Timeout(120)
class DevDatabaseTest {
    @TempDir
    static Path prepared;

    @TempDir
    Path temporary;

    private Path directory;

    @BeforeAll
    static void prepare_data() {
        DevDatabase.start(prepared.resolve("postgres"), 0).close();
    }

    @BeforeEach
    void copy_the_prepared_data() throws IOException {
        Path parent = Files.createDirectories(temporary.resolve("a run's data")).toRealPath();
        directory = parent.resolve("postgres");
        try (Stream<Path> paths = Files.walk(prepared.resolve("postgres"))) {
            for (Path path : paths.toList()) {
                Path copy = parent.resolve(prepared.relativize(path).toString());
                Files.copy(path, copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
    }

    @AfterEach
    void end_what_is_left() throws IOException {
        new ServerProcesses(directory).end();
    }

    @Test
    void an_acknowledged_commit_is_on_disk() throws SQLException {
        try (var target = DevDatabase.start(directory, 0)) {
            List<String> settings = List.of(
                    ask(target.url(), "show fsync"),
                    ask(target.url(), "show synchronous_commit"),
                    ask(target.url(), "show full_page_writes"));

            assertThat(settings).containsExactly("on", "on", "on");
        }
    }

    @Test
    void it_is_a_current_postgresql_for_this_machine_only() throws SQLException {
        try (var target = DevDatabase.start(directory, 0)) {
            assertThat(target.url()).matches("postgresql://postgres@127\\.0\\.0\\.1:\\d+/scheduler");
            assertThat(ask(target.url(), "show server_version")).startsWith("18.");
            assertThat(ask(target.url(), "show server_encoding")).isEqualTo("UTF8");
            assertThat(ask(target.url(), "show listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(target.url(), "show unix_socket_directories")).isEmpty();
        }
    }

    @Test
    void data_survive_a_restart() throws SQLException {
        try (var first = DevDatabase.start(directory, 0)) {
            execute(first.url(), "create table kept as select 42 as answer");
        }

        try (var second = DevDatabase.start(directory, 0)) {
            assertThat(ask(second.url(), "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void a_server_that_outlived_its_killed_run_is_ended_by_the_next() throws Exception {
        KillableRun run = KillableRun.start(directory);
        String orphan = run.answer();
        execute(orphan, "create table kept as select 42 as answer");
        long postmaster = postmaster();
        run.kill();
        assertThat(ask(orphan, "select 'still there'")).isEqualTo("still there");

        try (var target = DevDatabase.start(directory, 0)) {
            assertThat(postmaster()).isNotEqualTo(postmaster);
            assertThat(ask(target.url(), "select answer from kept")).isEqualTo("42");
            assertThatExceptionOfType(SQLException.class).isThrownBy(() -> ask(orphan, "select 1"));
        }
    }

    @Test
    void the_same_port_can_be_had_again_after_a_kill() throws Exception {
        KillableRun run = KillableRun.start(directory);
        int port = port(run.answer());
        run.kill();

        try (var target = DevDatabase.start(directory, port)) {
            assertThat(port(target.url())).isEqualTo(port);
        }
    }

    @Test
    void a_server_that_is_just_going_down_is_waited_for() throws Exception {
        KillableRun run = KillableRun.start(directory);
        String orphan = run.answer();
        run.kill();
        try (Connection _ = connect(orphan)) {
            // The orderly way of SIGTERM waits for this connection.
            ProcessHandle.of(postmaster()).orElseThrow().destroy();

            try (var target = DevDatabase.start(directory, 0)) {
                assertThat(ask(target.url(), "select 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void commits_survive_when_everything_is_killed_at_once() throws Exception {
        KillableRun run = KillableRun.start(directory);
        String url = run.answer();
        execute(url, "create table kept as select 42 as answer");
        List<ProcessHandle> backends =
                ProcessHandle.of(postmaster()).orElseThrow().descendants().toList();
        run.kill();
        ProcessHandle.of(postmaster()).orElseThrow().destroyForcibly();
        backends.forEach(ProcessHandle::destroyForcibly);

        try (var target = DevDatabase.start(directory, 0)) {
            assertThat(ask(target.url(), "select answer from kept")).isEqualTo("42");
        }
    }

    @Test
    void backends_that_lost_their_server_do_not_prevent_the_next() throws Exception {
        KillableRun run = KillableRun.start(directory);
        String url = run.answer();
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute("create table kept as select 42 as answer");
            run.kill();
            ProcessHandle.of(postmaster()).orElseThrow().destroyForcibly();

            try (var target = DevDatabase.start(directory, 0)) {
                assertThat(ask(target.url(), "select answer from kept")).isEqualTo("42");
            }
        }
    }

    @Test
    void a_second_run_is_refused_and_does_the_first_no_harm() throws Exception {
        try (var first = DevDatabase.start(directory, 0)) {
            String refusal = "%s is in use by the run with pid %d; stop that one or give this one another directory"
                    .formatted(directory, ProcessHandle.current().pid());

            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> DevDatabase.start(directory, 0))
                    .withMessage(refusal);
            assertThat(KillableRun.start(directory).answer()).isEqualTo(refusal);
            assertThat(ask(first.url(), "select 1")).isEqualTo("1");
        }
    }

    @Test
    void another_program_that_has_got_the_pid_of_a_dead_server_is_left_alone() throws Exception {
        Process other = new ProcessBuilder("sleep", "60").start();
        Files.writeString(directory.resolve("postmaster.pid"), other.pid() + "\n" + directory + "\n0\n5432\n\n\n");

        try (var target = DevDatabase.start(directory, 0)) {
            assertThat(ask(target.url(), "select 1")).isEqualTo("1");
            assertThat(other.isAlive()).isTrue();
        } finally {
            other.destroy();
        }
    }

    @Test
    void the_server_of_another_directory_is_left_alone() throws Exception {
        Path elsewhere = directory.resolveSibling("elsewhere");

        try (var other = DevDatabase.start(elsewhere, 0)) {
            Files.copy(elsewhere.resolve("postmaster.pid"), directory.resolve("postmaster.pid"));
            try (var target = DevDatabase.start(directory, 0)) {
                assertThat(ask(target.url(), "select 1")).isEqualTo("1");
                assertThat(ask(other.url(), "select 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void a_first_start_that_was_killed_is_begun_again() throws Exception {
        Files.delete(directory.resolve("PG_VERSION"));
        Files.writeString(EmbeddedServer.beside(directory, ".unfinished"), "");

        try (var target = DevDatabase.start(directory, 0)) {
            assertThat(ask(target.url(), "select 1")).isEqualTo("1");
            assertThat(EmbeddedServer.beside(directory, ".unfinished")).doesNotExist();
        }
    }

    @Test
    void a_directory_that_is_no_database_is_refused_and_kept() throws IOException {
        Path letters = Files.createDirectories(temporary.resolve("letters"));
        Path letter = Files.writeString(letters.resolve("letter.txt"), "dear");

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> DevDatabase.start(letters, 0))
                .withMessageStartingWith("PostgreSQL did not start: directory")
                .withMessageContaining("exists but is not empty")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
        assertThat(letter).exists();
    }

    @Test
    void data_of_another_major_version_are_refused_in_one_sentence() throws IOException {
        Files.writeString(directory.resolve("PG_VERSION"), "17\n");

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> DevDatabase.start(directory, 0))
                .withMessageContaining("database files are incompatible with server")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    @Test
    void a_port_that_is_taken_is_named() {
        try (var first = DevDatabase.start(directory, 0)) {
            int port = port(first.url());

            assertThatExceptionOfType(IllegalStateException.class)
                    .isThrownBy(() -> DevDatabase.start(directory.resolveSibling("second"), port))
                    .withMessage("port %d for PostgreSQL is not free on 127.0.0.1", port);
        }
    }

    @Test
    void a_place_that_cannot_be_written_is_named() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "");

        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> DevDatabase.start(file.resolve("data/postgres"), 0))
                .withMessageContaining(file.toString())
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n"));
    }

    private long postmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(directory.resolve("postmaster.pid")).getFirst());
    }

    private static int port(String url) {
        return Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1"));
    }

    private static Connection connect(String url) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + port(url) + "/scheduler?user=postgres&loginTimeout=5");
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String ask(String url, String sql) throws SQLException {
        try (Connection connection = connect(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            assertThat(row.next()).isTrue();
            return row.getString(1);
        }
    }
}
