package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client.Reply;
import scheduler.testing.Node;
import scheduler.testing.Practice;
import scheduler.testing.Proxy;
import scheduler.testing.Proxy.Loss;
import scheduler.testing.Service;

/// A write was committed, its answer is lost, and PostgreSQL cannot be reached any more to read it back.
class LostForGoodTest {

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;

    private Proxy proxy;
    private Node node;

    @BeforeAll
    static void open() {
        practice = new Practice(service).resource("lee", 5).service("visit", "{\"duration\":\"PT30M\"}");
    }

    @BeforeEach
    void start_a_node_behind_a_network_that_breaks() {
        proxy = Proxy.before(service.postgres().url());
        node = Node.start(proxy.url(), service.clock(), Map.of());
    }

    @AfterEach
    void stop() {
        node.close();
        proxy.close();
    }

    @Test
    void of_a_booking_it_is_said_that_it_may_be_there() throws SQLException {
        var wish = new JsonObject(Practice.wish("visit", "2026-12-01T09:00", "lee"))
                .put("metadata", new JsonObject().put("note", "lost for good"))
                .encode();
        var lost = proxy.loseAnswerTo("lost for good", Loss.SILENCE).onSuccess(_ -> proxy.refuse());

        var made = node.client().post("/v1/bookings", wish, "Idempotency-Key", "booking");

        await(lost);
        assertUnknown(made);
        assertThat(practice.number("select count(*) from booking where metadata ->> 'note' = 'lost for good'"))
                .isEqualTo(1);
    }

    @Test
    void of_a_change_in_several_statements_too() throws SQLException {
        var block =
                "{\"start\":\"2026-12-24T00:00:00Z\",\"end\":\"2026-12-25T00:00:00Z\",\"reason\":\"lost for good\"}";
        var lost = proxy.loseAnswerToCommitOf("lost for good", Loss.SILENCE).onSuccess(_ -> proxy.refuse());

        var made = node.client().post("/v1/resources/lee/blocks", block, "Idempotency-Key", "block");

        await(lost);
        assertUnknown(made);
        assertThat(practice.number("select count(*) from block where reason = 'lost for good'"))
                .isEqualTo(1);
    }

    private static void assertUnknown(Reply made) {
        assertThat(made.status()).isEqualTo(503);
        assertThat(made.header("Retry-After")).isNotEmpty();
        assertThat(made.json().getString("detail"))
                .contains("not known", "Idempotency-Key")
                .doesNotContain("nothing was changed");
    }
}
