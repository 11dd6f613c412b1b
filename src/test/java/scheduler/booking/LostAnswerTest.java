package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import scheduler.testing.Client;
import scheduler.testing.Node;
import scheduler.testing.Practice;
import scheduler.testing.Proxy;
import scheduler.testing.Proxy.Loss;
import scheduler.testing.Service;

/// PostgreSQL has written the booking, but its answer never arrives.
class LostAnswerTest {

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static Proxy proxy;
    static Node node;
    static Client target;

    @BeforeAll
    static void start_a_node_behind_a_network_that_breaks() {
        practice = new Practice(service).resource("lee", 5).service("visit", "{\"duration\":\"PT30M\"}");
        proxy = Proxy.before(service.postgres().url());
        node = Node.start(proxy.url(), service.clock(), Map.of("SCHEDULER_DATABASE_STATEMENT_TIMEOUT", "PT0.5S"));
        target = node.client();
    }

    @AfterAll
    static void stop() {
        node.close();
        proxy.close();
    }

    @ParameterizedTest
    @EnumSource
    void with_a_key_it_is_read_back(Loss loss) throws SQLException {
        var marker = "with a key " + loss;
        var lost = proxy.loseAnswerTo(marker, loss);

        // Each at a time of its own: of what was lost this node learns a little later, and would go for the same unit.
        var start = "2026-12-01T" + (loss == Loss.CUT ? "09:00" : "10:00");

        var made = target.post("/v1/bookings", wish(start, marker), "Idempotency-Key", loss.name());
        var again = target.post("/v1/bookings", wish(start, marker), "Idempotency-Key", loss.name());

        await(lost);
        assertThat(made.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.text()).isEqualTo(made.text());
        assertThat(target.get("/v1/bookings/" + made.json().getString("id")).text())
                .isEqualTo(made.text());
        assertThat(bookings(marker)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void without_a_key_it_is_unknown_and_said_so(Loss loss) throws SQLException {
        var marker = "without a key " + loss;
        var lost = proxy.loseAnswerTo(marker, loss);

        var made = target.post("/v1/bookings", wish("2026-12-02T" + (loss == Loss.CUT ? "09:00" : "10:00"), marker));

        await(lost);
        assertThat(made.status()).isEqualTo(503);
        assertThat(made.code()).isEqualTo("overloaded");
        assertThat(made.header("Retry-After")).isNotEmpty();
        assertThat(made.json().getString("detail")).contains("not known", "Idempotency-Key");
        assertThat(bookings(marker)).isEqualTo(1);
    }

    @Test
    void a_change_of_the_catalog_with_a_key_is_read_back() throws SQLException {
        var block = "{\"start\":\"2026-12-24T00:00:00Z\",\"end\":\"2026-12-25T00:00:00Z\",\"reason\":\"lost block\"}";
        var lost = proxy.loseAnswerToCommitOf("lost block", Loss.CUT);

        var made = target.post("/v1/resources/lee/blocks", block, "Idempotency-Key", "block");
        var again = target.post("/v1/resources/lee/blocks", block, "Idempotency-Key", "block");

        await(lost);
        assertThat(made.status()).isEqualTo(201);
        assertThat(again.text()).isEqualTo(made.text());
        assertThat(practice.number("select count(*) from block where reason = 'lost block'"))
                .isEqualTo(1);
    }

    @Test
    void connections_that_are_cut_while_idle_cost_nobody_a_booking() throws SQLException {
        for (int i = 0; i < 5; i++) {
            proxy.cut();

            var made = target.post("/v1/bookings", wish("2026-12-03T09:00", "cut"), "Idempotency-Key", "cut " + i);

            assertThat(made.status()).isIn(201, 503);
            var again = target.post("/v1/bookings", wish("2026-12-03T09:00", "cut"), "Idempotency-Key", "cut " + i);
            assertThat(again.status()).isEqualTo(201);
        }

        assertThat(bookings("cut")).isEqualTo(5);
    }

    @Test
    void a_database_that_went_silent_is_a_503_and_comes_back() {
        proxy.swallow();

        var during = target.post("/v1/bookings", wish("2026-12-04T09:00", "silent"), "Idempotency-Key", "silent");
        var ready = target.get("/health/ready");
        proxy.forward();
        proxy.cut();
        var after = target.post("/v1/bookings", wish("2026-12-04T09:00", "silent"), "Idempotency-Key", "silent");

        assertThat(during.status()).isEqualTo(503);
        assertThat(ready.status()).isEqualTo(503);
        assertThat(after.status()).isEqualTo(201);
    }

    private static String wish(String start, String note) {
        return new JsonObject(Practice.wish("visit", start, "lee"))
                .put("metadata", new JsonObject().put("note", note))
                .encode();
    }

    private static long bookings(String note) throws SQLException {
        return practice.number("select count(*) from booking where metadata ->> 'note' = '" + note + "'");
    }
}
