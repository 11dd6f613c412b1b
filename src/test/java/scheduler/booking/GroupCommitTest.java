package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Wishes that are decided by one transaction: what becomes of one is nothing to the others. They are held up
/// until all have arrived, by somebody who holds the rows that each of them needs.
class GroupCommitTest {

    @RegisterExtension
    static final Service service = new Service()
            .with("SCHEDULER_DATABASE_LOCK_TIMEOUT", "PT10S")
            .with("SCHEDULER_DATABASE_STATEMENT_TIMEOUT", "PT15S");

    static Practice practice;

    @BeforeAll
    static void open_a_practice() throws SQLException {
        practice = new Practice(service)
                .resource("hall", 100)
                .resource("lee")
                .resource("a1", "a")
                .resource("b1", "b")
                .service("visit", "{\"duration\":\"PT30M\"}")
                .service("pair", """
                        {"duration":"PT30M","requirements":[{"role":"a","pool":"a"},{"role":"b","pool":"b"}]}
                        """);
        run("""
                create function poison() returns trigger language plpgsql as
                $$ begin raise exception using errcode = 'P0001', message = 'poisoned'; end $$;
                create trigger poison before insert on booking for each row
                when (new.metadata::text like '%poison%') execute function poison();
                """);
    }

    @Test
    void many_that_come_at_once_need_few_transactions() throws SQLException {
        var replies = heldUp(60, i -> book(wish("visit", "2026-12-01T09:00", "hall", "{}")));

        assertThat(replies).allSatisfy(each -> assertThat(each.status()).isEqualTo(201));
        assertThat(practice.number("""
                select count(distinct xmin::text) from booking where starts_at = '2026-12-01T08:00Z'
                """)).isLessThan(20);
        assertThat(practice.overlappingClaims()).isZero();
    }

    @Test
    void one_that_is_poisoned_fails_alone() throws SQLException {
        var replies = heldUp(
                40, i -> book(wish("visit", "2026-12-02T09:00", "hall", i == 17 ? "{\"note\":\"poison\"}" : "{}")));

        assertThat(replies).filteredOn(each -> each.status() == 201).hasSize(39);
        assertThat(replies.get(17).status()).isEqualTo(500);
        assertThat(practice.number("select count(*) from claim where lower(during) = '2026-12-02T08:00Z'"))
                .isEqualTo(39);
    }

    @Test
    void who_loses_leaves_no_trace() throws SQLException {
        for (int hour = 9; hour < 17; hour++) {
            var time = "2026-12-03T%02d:00".formatted(hour);

            var replies = heldUp(
                    30,
                    i -> book(
                            i % 3 == 0
                                    ? wish("pair", time, "", "{}")
                                    : wish("visit", time, i % 3 == 1 ? "a1" : "b1", "{}")));

            assertThat(replies).allSatisfy(each -> assertThat(each.status()).isIn(201, 409));
        }
        assertThat(practice.overlappingClaims()).isZero();
        assertThat(practice.number("""
                select count(*) from claim c where not exists (
                  select from booking b where b.tenant = c.tenant and b.id = c.booking and exists (
                    select from json_array_elements(b.resources) as r where (r ->> 'resource')::bigint = c.resource))
                """)).isZero();
        assertThat(practice.number("""
                select count(*) from booking b where json_array_length(b.resources) <> (
                  select count(*) from claim c where c.tenant = b.tenant and c.booking = b.id)
                """)).isZero();
    }

    @Test
    void a_key_that_comes_twice_makes_one_booking() throws SQLException {
        var wish = wish("visit", "2026-12-04T09:00", "hall", "{}");

        var replies =
                heldUp(20, i -> service.client().postAsync("/v1/bookings", wish, "Idempotency-Key", "key-" + i % 2));

        assertThat(replies).allSatisfy(each -> assertThat(each.status()).isEqualTo(201));
        assertThat(replies.stream().map(Reply::text).distinct()).hasSize(2);
        assertThat(practice.number("select count(*) from booking where starts_at = '2026-12-04T08:00Z'"))
                .isEqualTo(2);
    }

    @Test
    void a_rule_that_has_changed_meanwhile_is_kept() throws SQLException {
        var replies = new Object() {
            List<CompletableFuture<Reply>> all = List.of();
        };
        try (var other = service.postgres().jdbc();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("update resource set rules = rules + 1 where id = 'lee'");

            replies.all = IntStream.range(9, 17)
                    .mapToObj(hour -> book(wish("visit", "2026-12-07T%02d:00".formatted(hour), "lee", "{}")))
                    .toList();
            awaitWaiting();
            statement.execute("""
                    insert into block (tenant, resource, id, during, reason, created_at)
                    select tenant, no, gen_random_uuid(), '[2026-12-07T00:00Z,2026-12-08T00:00Z)', '', now()
                    from resource where id = 'lee'
                    """);
            statement.execute("""
                    insert into event (tenant, id, type, subject, time, data)
                    select tenant, gen_random_uuid(), 'resource.changed', 'lee', now(), '{"changed":"blocks"}'
                    from resource where id = 'lee'
                    """);
            other.commit();
        }

        assertThat(replies.all.stream().map(CompletableFuture::join))
                .allSatisfy(each -> assertThat(each.code()).isEqualTo("blocked"));
    }

    private static List<Reply> heldUp(int count, IntFunction<CompletableFuture<Reply>> act) throws SQLException {
        List<CompletableFuture<Reply>> replies;
        try (var other = service.postgres().jdbc();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from resource for update");
            replies = IntStream.range(0, count).mapToObj(act).toList();
            awaitWaiting();
            other.rollback();
        }
        return replies.stream().map(CompletableFuture::join).toList();
    }

    private static void awaitWaiting() throws SQLException {
        while (practice.number("select count(*) from pg_stat_activity where wait_event_type = 'Lock'") == 0) {
            Thread.onSpinWait();
        }
    }

    private static CompletableFuture<Reply> book(String wish) {
        return service.client().postAsync("/v1/bookings", wish);
    }

    private static String wish(String what, String start, String resource, String metadata) {
        return new JsonObject(Practice.wish(what, start, resource))
                .put("metadata", new JsonObject(metadata))
                .encode();
    }

    private static void run(String sql) throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
