package scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Future;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Deleting what is old, also beside something that cannot be deleted.
class CleaningTest {

    @RegisterExtension
    static final Service service = new Service();

    @Test
    void what_fails_keeps_nothing_behind_it() {
        List<String> done = new ArrayList<>();
        var target = new Cleaning()
                .and("keys", () -> done("keys", done))
                .and("holds", () -> Future.failedFuture("It takes too long."))
                .and("claims", () -> {
                    throw new IllegalStateException("It cannot begin.");
                })
                .and("events", () -> done("events", done));

        assertThatThrownBy(() -> Patience.await(target.run())).hasStackTraceContaining("It takes too long.");
        assertThat(done).containsExactly("keys", "events");
    }

    private static Future<?> done(String what, List<String> done) {
        done.add(what);
        return Future.succeededFuture();
    }

    @Test
    void bounces_are_deleted_when_reminders_cannot_be() throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into mail_bounce (tenant, address, id, kind, at, created_at)
                    values (1, 'ada@example.org', '1', 'transient', '2020-01-01', '2020-01-01')
                    """);
            statement.execute("""
                    insert into reminder (tenant, id, booking, sequence, rule, recipient, channel, doc, planned_for, due_at,
                      status, attempts, fence, settled_at, created_at)
                    values (1, gen_random_uuid(), gen_random_uuid(), 0, 'before:P1D:log', 'attendee:0', 'log', '{}',
                      '2020-01-01', '2020-01-01', 'sent', 1, 1, '2020-01-01', '2020-01-01')
                    """);
            statement.execute("""
                    create function refuse() returns trigger language plpgsql as
                    $$ begin raise exception 'not today'; end $$
                    """);
            statement.execute("create trigger refuse before delete on reminder for each row execute function refuse()");
        }

        assertThatThrownBy(() -> service.node().prune()).hasStackTraceContaining("pruning reminders");

        var practice = new Practice(service);
        assertThat(practice.number("select count(*) from reminder")).isOne();
        assertThat(practice.number("select count(*) from mail_bounce")).isZero();
    }
}
