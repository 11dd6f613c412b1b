package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Refused;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.message.Write.Expected;
import scheduler.testing.Databases;
import scheduler.testing.Postgres;

/// A write under an idempotency key happens once, whoever sends it however often.
class ReceiptsTest {

    private static final Tenant TENANT = new Tenant(7, "seven");

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    static Vertx vertx;
    static Database database;
    static Database elsewhere;
    static Receipts target;

    @BeforeAll
    static void open() throws SQLException {
        vertx = Vertx.vertx();
        database = Databases.of(4).open(vertx, postgres.url());
        elsewhere = Databases.of(4).open(vertx, postgres.url());
        target = new Receipts(database);
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            statement.execute("create table written (key text, note text)");
        }
    }

    @AfterAll
    static void close() {
        await(database.close());
        await(elsewhere.close());
        await(vertx.close());
    }

    @Test
    void a_retry_gets_the_receipt_of_the_first_and_does_nothing() {
        var first = await(target.once(write("again", "a"), "writing", tx -> add(tx, "again", "first")));
        var second = await(target.once(write("again", "a"), "writing", tx -> add(tx, "again", "second")));

        var receipt = ((Changed) first).receipt();
        assertThat(receipt.replayed()).isFalse();
        assertThat(((Changed) second).receipt())
                .isEqualTo(new Receipt(receipt.subject(), receipt.version(), receipt.created(), receipt.body(), true));
        assertThat(count("again")).isEqualTo(1);
    }

    @Test
    void a_key_that_comes_with_something_else_is_refused() {
        await(target.once(write("reused", "a"), "writing", tx -> add(tx, "reused", "first")));

        var second = await(target.once(write("reused", "b"), "writing", tx -> add(tx, "reused", "second")));

        assertThat(((Refused) second).problem().code()).isEqualTo(Code.IDEMPOTENCY_KEY_REUSED);
        assertThat(count("reused")).isEqualTo(1);
    }

    @Test
    void keys_that_are_looked_up_together_get_each_its_own() {
        var other = new Tenant(8, "eight");
        await(target.once(write("together-1", "a"), "writing", tx -> add(tx, "together-1", "one")));
        await(target.once(write("together-2", "a"), "writing", tx -> add(tx, "together-2", "two")));
        var asked = List.of(
                write("together-unknown", "a"),
                write("together-2", "a"),
                new Write(other, "together-1", "a", Expected.ANYTHING),
                write("together-1", "b"),
                write("together-1", "a"),
                write("together-2", "a"));
        Outcome otherwise = Outcome.refused(Problem.notFound("thing", "x"));

        var outcomes = await(Future.all(asked.stream()
                        .map(each -> target.replayOr(each, () -> Future.succeededFuture(otherwise)))
                        .toList()))
                .<Outcome>list();

        assertThat(outcomes)
                .extracting(outcome -> switch (outcome) {
                    case Changed(var receipt) -> receipt.body();
                    case Refused(var problem) -> problem.code().text();
                    default -> String.valueOf(outcome);
                })
                .containsExactly(
                        "not_found",
                        "{\"note\":\"two\"}",
                        "not_found",
                        "idempotency_key_reused",
                        "{\"note\":\"one\"}",
                        "{\"note\":\"two\"}");
    }

    @Test
    void tenants_do_not_share_keys() {
        var other = new Write(new Tenant(8, "eight"), "shared", "a", Expected.ANYTHING);
        await(target.once(write("shared", "a"), "writing", tx -> add(tx, "shared", "mine")));

        await(target.once(other, "writing", tx -> add(tx, "shared", "theirs")));

        assertThat(count("shared")).isEqualTo(2);
    }

    @Test
    void without_a_key_everything_is_new() {
        await(target.once(write(null, ""), "writing", tx -> add(tx, "keyless", "first")));
        await(target.once(write(null, ""), "writing", tx -> add(tx, "keyless", "second")));

        assertThat(count("keyless")).isEqualTo(2);
    }

    @Test
    void a_key_sent_at_the_same_time_to_two_nodes_does_it_once() {
        var there = new Receipts(elsewhere);

        var outcomes = await(Future.all(IntStream.range(0, 20)
                        .mapToObj(i -> (i % 2 == 0 ? target : there)
                                .once(write("race", "a"), "writing", tx -> add(tx, "race", "by " + i)))
                        .toList()))
                .<Outcome>list();

        assertThat(outcomes)
                .extracting(outcome -> ((Changed) outcome).receipt().body())
                .containsOnly(((Changed) outcomes.getFirst()).receipt().body());
        assertThat(outcomes)
                .filteredOn(outcome -> !((Changed) outcome).receipt().replayed())
                .hasSize(1);
        assertThat(count("race")).isEqualTo(1);
    }

    @Test
    void a_refusal_is_decided_anew() {
        var refused = await(target.once(
                write("refused", "a"),
                "writing",
                _ -> Future.succeededFuture(Outcome.refused(Problem.notFound("thing", "x")))));

        var second = await(target.once(write("refused", "a"), "writing", tx -> add(tx, "refused", "done")));

        assertThat(refused).isInstanceOf(Refused.class);
        assertThat(((Changed) second).receipt().replayed()).isFalse();
    }

    @Test
    void what_failed_leaves_neither_work_nor_receipt() {
        var failure = catchThrowable(() -> await(target.once(
                write("failed", "a"),
                "writing",
                tx -> add(tx, "failed", "first").compose(_ -> Future.failedFuture(new IllegalStateException("no"))))));

        var second = await(target.once(write("failed", "a"), "writing", tx -> add(tx, "failed", "second")));

        assertThat(failure).hasRootCauseMessage("no");
        assertThat(((Changed) second).receipt().replayed()).isFalse();
        assertThat(count("failed")).isEqualTo(1);
    }

    @Test
    void keys_are_forgotten_when_they_are_old() throws SQLException {
        await(target.once(write("old", "a"), "writing", tx -> add(tx, "old", "first")));
        await(target.once(write("young", "a"), "writing", tx -> add(tx, "young", "first")));
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            statement.execute("update idempotency set created_at = now() - interval '25 hours' where key = 'old'");
        }

        var pruned = await(target.prune(Duration.ofHours(24)));

        assertThat(pruned).isEqualTo(1);
        await(target.once(write("old", "a"), "writing", tx -> add(tx, "old", "second")));
        await(target.once(write("young", "a"), "writing", tx -> add(tx, "young", "second")));
        assertThat(count("old")).isEqualTo(2);
        assertThat(count("young")).isEqualTo(1);
    }

    @Test
    void a_heap_of_old_keys_is_forgotten_by_and_by() throws SQLException {
        long many = 4 * Receipts.PRUNE_BATCH + 1;
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            makeOld(statement, many);
            statement.execute("""
                    create function refuse_more() returns trigger language plpgsql as $$
                    begin
                        if (select count(*) from gone) > %d then
                            raise exception 'too many for one statement';
                        end if;
                        return null;
                    end $$;
                    create trigger refuse_more after delete on idempotency
                        referencing old table as gone for each statement execute function refuse_more()
                    """.formatted(Receipts.PRUNE_BATCH));
            try {
                var here = target.prune(Duration.ofHours(24));
                var there = new Receipts(elsewhere).prune(Duration.ofHours(24));

                assertThat(await(here) + await(there)).isEqualTo(many);
            } finally {
                statement.execute("drop trigger refuse_more on idempotency");
            }
        }
    }

    @Test
    void a_key_that_somebody_holds_is_not_waited_for() throws SQLException {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            makeOld(statement, 10);
            connection.setAutoCommit(false);
            statement.execute("select from idempotency where key = 'heap 7' for update");

            assertThat(await(target.prune(Duration.ofHours(24)))).isEqualTo(9);
            connection.rollback();
        }

        assertThat(await(target.prune(Duration.ofHours(24)))).isEqualTo(1);
    }

    private static void makeOld(Statement statement, long many) throws SQLException {
        statement.execute("""
                insert into idempotency (tenant, key, fingerprint, subject, version, created, body, created_at)
                select 9, 'heap ' || i, '', '', 1, true, '', now() - interval '25 hours' from generate_series(1, %d) i
                """.formatted(many));
    }

    private static Write write(@Nullable String key, String fingerprint) {
        return new Write(TENANT, key, fingerprint, Expected.ANYTHING);
    }

    private static Future<Outcome> add(SqlConnection tx, String key, String note) {
        return tx.preparedQuery("insert into written values ($1::text, $2::text)")
                .execute(Tuple.of(key, note))
                .map(_ -> new Changed(Receipt.created(key, 1, "{\"note\":\"" + note + "\"}")));
    }

    private static int count(String key) {
        return await(database.query("counting", "select from written where key = $1::text", Tuple.of(key)))
                .size();
    }
}
