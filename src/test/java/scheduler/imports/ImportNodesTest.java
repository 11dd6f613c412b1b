package scheduler.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Patience;
import scheduler.testing.Service;

/// Several nodes, several tenants: each calendar is read once, all nodes hear of it, and nobody else does.
class ImportNodesTest {

    private static final String[] CLINIC = {"Authorization", "Bearer clinic-key-1"};
    private static final String[] OTHER = {"Authorization", "Bearer other-key-1"};
    private static final int MANY = 12;

    @RegisterExtension
    static final Service service = new Service()
            .with("SCHEDULER_HTTP_API_KEYS", "clinic:clinic-key-1,other:other-key-1")
            .with("SCHEDULER_EGRESS_ALLOWED_HOSTS", "127.0.0.1");

    private static CalendarServer server;
    private static List<Client> nodes;

    @BeforeAll
    static void open() {
        server = new CalendarServer();
        nodes = List.of(service.client(), service.startNode().client());
        for (var tenant : List.of(CLINIC, OTHER)) {
            var client = service.client();
            client.put("/v1/resources/room", "{\"timeZone\":\"Europe/Berlin\"}", tenant);
            client.put(
                    "/v1/resources/room/schedule",
                    "{\"weekly\":[{\"days\":[\"tue\"],\"from\":\"09:00\",\"to\":\"17:00\"}]}",
                    tenant);
            client.put("/v1/services/visit", "{\"duration\":\"PT1H\"}", tenant);
        }
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Test
    void each_is_read_once_and_known_to_all_nodes_of_its_tenant() throws Exception {
        for (int i = 0; i < MANY; i++) {
            server.has("/" + i, "UID:" + i + "\nDTSTART;VALUE=DATE:202612" + (10 + i));
            assertThat(nodes.get(i % 2)
                            .put(at(i), "{\"url\":\"" + server.url("/" + i) + "\",\"refresh\":\"P1D\"}", CLINIC)
                            .status())
                    .isEqualTo(201);
        }
        server.has("/1", "UID:1\nDTSTART;VALUE=DATE:20261201");
        awaitRead();
        sql("update calendar_import set due_at = now()");
        awaitRead();
        for (var node : nodes) {
            Patience.until(() -> slots(node, CLINIC).isEmpty());
            assertThat(slots(node, OTHER)).isNotEmpty();
            assertThat(node.get("/v1/resources/room/imports", OTHER).items()).isEmpty();
            assertThat(node.get(at(1), OTHER).status()).isEqualTo(404);
            assertThat(node.delete(at(1), OTHER).status()).isEqualTo(404);
            assertThat(node.get("/v1/resources/room/blocks", OTHER).items()).isEmpty();
            assertThat(node.get("/v1/events?type=resource.changed", OTHER).text())
                    .doesNotContain("blocks_imported");
        }
        int before = requests();

        sql("update calendar_import set whole_at = null, due_at = now()");
        awaitRead();
        Thread.sleep(2_500);

        assertThat(requests() - before).isEqualTo(MANY);
    }

    private static String at(int i) {
        return "/v1/resources/room/imports/c" + i;
    }

    /// Until all are read and nobody has one in hand.
    private static void awaitRead() {
        Patience.until(() ->
                count("select count(*) from calendar_import where blocks = 1 and due_at > now() + interval '1 hour'")
                        == MANY);
    }

    private static List<Object> slots(Client node, String[] tenant) {
        return node
                .get("/v1/slots?service=visit&from=2026-12-01&to=2026-12-01", tenant)
                .json()
                .getJsonArray("slots")
                .stream()
                .toList();
    }

    private static int requests() {
        return IntStream.range(0, MANY).map(i -> server.at("/" + i).size()).sum();
    }

    private static void sql(String update) throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.executeUpdate(update);
        }
    }

    private static long count(String query) {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }
}
