package scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.message.Tenant;
import scheduler.platform.Times;
import scheduler.testing.Node;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// The clinic that the first start brings comes once and never over what people have made of it.
class SeedTest {

    private static final String CHANGED = "{\"name\":\"Dr. Lee-Park\",\"kind\":\"staff\"}";

    @RegisterExtension
    static final Service fresh = new Service();

    @RegisterExtension
    static final Service shared = new Service();

    @RegisterExtension
    static final Service used = new Service();

    @Test
    void a_change_outlives_the_next_start_whatever_else_is_going_on_in_the_database() throws Exception {
        seed(fresh, fresh.node());
        fresh.client().put("/v1/resources/dr-lee", CHANGED);
        try (var connection = fresh.postgres().jdbc();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            // An open transaction anywhere in the cluster holds the end of the log back.
            statement.execute("create table somebody_elses (of text)");
            var restarted = fresh.startNode();

            seed(fresh, restarted);

            connection.rollback();
        }
        assertThat(fresh.client().get("/v1/resources/dr-lee").json().getString("name"))
                .isEqualTo("Dr. Lee-Park");
    }

    @Test
    void two_nodes_that_start_at_once_bring_it_once() throws SQLException {
        var nodes = List.of(shared.node(), shared.startNode());

        nodes.stream()
                .map(node -> CompletableFuture.runAsync(() -> seed(shared, node)))
                .toList()
                .forEach(CompletableFuture::join);

        var practice = new Practice(shared);
        assertThat(practice.number("select count(*) from resource")).isEqualTo(8);
        assertThat(practice.number("select max(version) from resource")).isEqualTo(1);
        assertThat(practice.number("select count(*) from event where subject = 'check-up'"))
                .isEqualTo(1);
    }

    @Test
    void who_has_a_catalog_already_is_not_given_another() {
        used.client().put("/v1/resources/my-own", "{}");

        seed(used, used.node());
        used.client().delete("/v1/resources/my-own");
        seed(used, used.node());

        assertThat(used.client().get("/v1/resources").items()).isEmpty();
    }

    private static void seed(Service service, Node node) {
        new Import(node.vertx(), new Times(service.clock())).seed(demo(service), "conf/demo.yaml");
    }

    private static Tenant demo(Service service) {
        try {
            return new Tenant(new Practice(service).number("select no from tenant where id = 'demo'"), "demo");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
