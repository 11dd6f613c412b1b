package scheduler.access;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.database.Database;
import scheduler.message.Tenant;
import scheduler.platform.ApiKey;
import scheduler.testing.Databases;
import scheduler.testing.Postgres;

/// Several nodes start on an empty database at once: each of them knows every tenant.
class TwoNodesTest {

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    static Vertx vertx;
    static Database database;

    @BeforeAll
    static void open() {
        vertx = Vertx.vertx();
        database = Databases.of(8).open(vertx, postgres.url());
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(vertx.close());
    }

    @Test
    @Timeout(120)
    void a_tenant_that_another_node_is_just_making_is_not_lost() throws SQLException {
        try (var another = postgres.jdbc();
                var statement = another.createStatement()) {
            another.setAutoCommit(false);
            statement.execute("insert into tenant (id) values ('clinic')");
            var opening = Access.open(database, List.of(new ApiKey("clinic", "key-of-clinic")));
            waitUntilSomebodyWaits();
            another.commit();

            assertThat(await(opening).tenant("clinic")).isPresent();
        }
    }

    @Test
    void all_of_them_know_the_same_tenants() {
        var keys = IntStream.range(0, 20)
                .mapToObj(i -> new ApiKey("tenant-" + i, "key-of-tenant-" + i))
                .toList();

        var opened = await(Future.all(IntStream.range(0, 8)
                        .mapToObj(_ -> Access.open(database, keys))
                        .toList()))
                .<Access>list();

        var first = opened.getFirst();
        assertThat(first.tenants()).hasSize(20).doesNotHaveDuplicates();
        assertThat(opened)
                .allSatisfy(access -> assertThat(access.tenants()).containsExactlyInAnyOrderElementsOf(first.tenants()))
                .allSatisfy(access -> assertThat(access.of("Bearer key-of-tenant-7"))
                        .isEqualTo(first.tenant("tenant-7").orElseThrow()));
        assertThat(first.tenant(Tenant.DEMO)).isEmpty();
    }

    private static void waitUntilSomebodyWaits() throws SQLException {
        try (var observer = postgres.jdbc();
                var statement = observer.createStatement()) {
            boolean waits;
            do {
                try (var rows = statement.executeQuery("""
                        select exists (select from pg_locks l join pg_stat_activity a using (pid)
                                       where not l.granted and a.datname = current_database())
                        """)) {
                    rows.next();
                    waits = rows.getBoolean(1);
                }
            } while (!waits);
        }
    }
}
