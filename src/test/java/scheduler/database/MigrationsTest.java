package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Postgres;
import scheduler.testing.Proxy;

/// Bringing a database to the schema of this version.
class MigrationsTest {

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @BeforeEach
    void empty_the_database() throws SQLException {
        execute("drop schema public cascade; create schema public");
    }

    @Test
    void migrating_again_changes_nothing() throws SQLException {
        var version = Migrations.migrate(postgres.url());
        execute("insert into tenant (id) values ('kept')");

        var again = Migrations.migrate(postgres.url());

        assertThat(again).isEqualTo(version).isNotEqualTo("none");
        assertThat(number("select count(*) from tenant where id = 'kept'")).isEqualTo(1);
    }

    @Test
    void of_several_at_once_one_migrates_and_the_others_find_it_done() throws SQLException {
        var started = IntStream.range(0, 3)
                .mapToObj(_ -> CompletableFuture.supplyAsync(() -> Migrations.migrate(postgres.url())))
                .toList();

        var versions = started.stream().map(CompletableFuture::join).toList();

        assertThat(versions).containsOnly(versions.getFirst());
        assertThat(number("select count(*) from flyway_schema_history where not success"))
                .isZero();
        assertThat(number("select count(*) - count(distinct version) from flyway_schema_history"))
                .isZero();
    }

    @Test
    void tenants_that_have_been_at_work_count_as_seeded() throws SQLException {
        migrateTo("4");
        execute("insert into tenant (no, id) values (1, 'used'), (2, 'new')");
        execute("insert into event (tenant, id, type, subject, time, data)"
                + " values (1, gen_random_uuid(), 'resource.changed', 'lee', now(), '{}')");

        Migrations.migrate(postgres.url());

        assertThat(number("select no from tenant where seeded_at is not null")).isEqualTo(1);
        assertThat(number("select no from tenant where seeded_at is null")).isEqualTo(2);
    }

    @Test
    void the_log_is_divided_with_all_that_is_in_it_and_for_all_who_may_use_it() throws SQLException {
        migrateTo("31");
        var event = "insert into event (tenant, id, type, subject, time, data)"
                + " select 1, gen_random_uuid(), 'resource.changed', 'lee', now(), '{}' from generate_series(1, %d)";
        execute(event.formatted(3));
        execute("create role guest; grant usage on schema public to guest; grant select, insert on event to guest");

        Migrations.migrate(postgres.url());
        execute("set role guest; " + event.formatted(2));

        assertThat(number("select count(*) from event where tenant = 1")).isEqualTo(5);
        assertThat(number("select count(distinct position) from event")).isEqualTo(5);
        assertThat(number("select max(position) from event")).isEqualTo(5);
        assertThat(number("select count(*) from pg_inherits where inhparent = 'event_by_subject'::regclass"))
                .as("nothing was made anew, and there is the rest")
                .isEqualTo(2);
        execute("drop owned by guest; drop role guest");
    }

    @Test
    void whoever_owns_the_log_owns_all_its_parts() throws SQLException {
        migrateTo("31");
        execute("create role keeper; alter table event owner to keeper");

        Migrations.migrate(postgres.url());

        assertThat(number("""
                select count(*) from pg_class where relowner = 'keeper'::regrole
                  and relname in ('event', 'event_first', 'event_rest', 'event_position')
                """)).isEqualTo(4);
        execute("drop owned by keeper cascade; drop role keeper");
    }

    @Test
    void a_schema_that_is_not_there_or_old_says_what_to_run() throws SQLException {
        assertRefused(
                () -> Migrations.expectCurrent(postgres.url()),
                "has no schema yet",
                "java -jar appointment-scheduler.jar migrate",
                "database.migrate");
        assertThat(number("select count(*) from pg_tables where schemaname = 'public'"))
                .isZero();

        migrateTo("3");
        assertRefused(
                () -> Migrations.expectCurrent(postgres.url()),
                "has the schema of version 003, and this service needs version ",
                "java -jar appointment-scheduler.jar migrate");

        Migrations.migrate(postgres.url());
        Migrations.expectCurrent(postgres.url());
    }

    @Test
    void a_schema_that_was_only_added_to_can_be_run_on() throws SQLException {
        Migrations.migrate(postgres.url());
        later("add what is new", true);

        assertThat(Migrations.migrate(postgres.url())).isEqualTo("900");
        Migrations.expectCurrent(postgres.url());
    }

    @Test
    void a_later_migration_that_failed_is_left_to_the_later_service() throws SQLException {
        Migrations.migrate(postgres.url());
        later("add what is new", false);

        assertRefused(() -> Migrations.expectCurrent(postgres.url()), "run the newer service");
    }

    @Test
    void a_schema_of_which_something_was_taken_away_is_left_alone() throws SQLException {
        var newest = Migrations.migrate(postgres.url());
        later("contract what was", true);

        for (ThrowingCallable start : List.<ThrowingCallable>of(
                () -> Migrations.migrate(postgres.url()), () -> Migrations.expectCurrent(postgres.url()))) {
            assertRefused(
                    start, "has the schema of version 900, and this service knows " + newest + " at most", "newer");
        }
    }

    @Test
    void a_migration_that_fails_says_so_in_one_line() throws SQLException {
        execute("create table tenant (of text)");

        assertRefused(() -> Migrations.migrate(postgres.url()), "cannot be migrated");
    }

    @Test
    void a_migration_that_has_changed_since_is_refused() throws SQLException {
        Migrations.migrate(postgres.url());
        execute("update flyway_schema_history set checksum = checksum + 1 where installed_rank = 1");

        assertRefused(() -> Migrations.migrate(postgres.url()), "cannot be migrated", "checksum");
    }

    private static void assertRefused(ThrowingCallable start, String... said) {
        assertThat(catchThrowable(start))
                .isInstanceOf(IllegalStateException.class)
                .message()
                .startsWith("The database scheduler_test_")
                .contains(said)
                .doesNotContain("\n");
    }

    @Test
    void a_lock_is_not_waited_for_for_ever() throws SQLException {
        var url = DatabaseUrl.read(postgres.url());
        var options = url.options();

        try (var connection =
                        DriverManager.getConnection(Migrations.jdbc(url), options.getUser(), options.getPassword());
                var statement = connection.createStatement();
                var rows = statement.executeQuery("show lock_timeout")) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("30s");
        }
    }

    @Test
    void a_database_that_is_not_there_is_named_without_its_password() {
        var failure = catchThrowable(() -> Migrations.migrate("postgresql://somebody:secret@127.0.0.1:1/nothing"));

        assertThat(failure)
                .hasMessageStartingWith("The database nothing on 127.0.0.1:1 cannot be opened: Connection to ")
                .message()
                .doesNotContain("secret", "\n");
    }

    @Test
    @Timeout(240)
    void a_database_that_does_not_answer_is_given_up() {
        try (var proxy = Proxy.before(postgres.url())) {
            proxy.swallow();

            var failure = catchThrowable(() -> Migrations.migrate(proxy.url()));

            assertThat(failure).hasMessageContaining("cannot be opened").hasMessageContaining("timed out");
        }
    }

    private static void later(String description, boolean success) throws SQLException {
        execute("""
                insert into flyway_schema_history
                    (installed_rank, version, description, type, script, checksum, installed_by, execution_time, success)
                values (1000, '900', '%s', 'SQL', 'V900.sql', 1, 'somebody', 1, %s)
                """.formatted(description, success));
    }

    private static void migrateTo(String version) {
        var url = DatabaseUrl.read(postgres.url());
        Flyway.configure()
                .dataSource(
                        Migrations.jdbc(url),
                        url.options().getUser(),
                        url.options().getPassword())
                .target(version)
                .load()
                .migrate();
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long number(String query) throws SQLException {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
