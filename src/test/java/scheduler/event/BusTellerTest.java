package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Bus;
import scheduler.testing.Bus.Heard;
import scheduler.testing.Client;
import scheduler.testing.EventStream;
import scheduler.testing.Node;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// What is committed is published on the event bus of every node.
class BusTellerTest {

    @RegisterExtension
    static final Service service = new Service();

    private static Node other;
    private static Client client;

    private final Bus bus = new Bus(service.node().vertx());

    @BeforeAll
    static void open_a_practice() {
        other = service.startNode();
        client = service.client();
        new Practice(service).resource("lee").service("visit", "{\"duration\":\"PT30M\"}");
    }

    private static List<JsonObject> logged(long after) {
        return client.get("/v1/events?limit=200&after=" + after).items().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static long end() {
        return Long.parseLong(client.get("/v1/events?after=end").json().getString("next"));
    }

    private static void rename(Client client, String name) {
        assertThat(client.put("/v1/resources/lee", "{\"name\":\"" + name + "\"}")
                        .status())
                .isEqualTo(200);
    }

    /// Without what happened before and was told a moment later.
    private static List<JsonObject> since(Heard heard, long before) {
        return heard.events().stream()
                .filter(each -> each.getLong("sequence") > before)
                .toList();
    }

    private static void until(Heard heard, long before, int count) {
        Patience.until(() -> since(heard, before).size() >= count);
    }

    @Test
    void an_event_is_published_for_all_and_for_those_of_its_type_as_it_stands_in_the_log() {
        long before = end();
        var all = bus.listen("scheduler.event");
        var changes = bus.listen("scheduler.event.resource.changed");
        var services = bus.listen("scheduler.event.service.changed");

        rename(client, "one");
        client.put("/v1/services/visit", "{\"duration\":\"PT30M\",\"name\":\"Visit\"}");
        rename(client, "two");
        until(all, before, 3);
        until(changes, before, 2);
        until(services, before, 1);

        var logged = logged(before);
        assertThat(since(all, before)).isEqualTo(logged);
        assertThat(since(changes, before)).isEqualTo(List.of(logged.getFirst(), logged.getLast()));
        assertThat(since(services, before)).isEqualTo(List.of(logged.get(1)));
        List.of(all, changes, services).forEach(Heard::stop);
    }

    @Test
    void every_node_tells_what_any_node_has_committed_in_its_order() throws SQLException {
        var here = bus.listen("scheduler.event");
        var there = new Bus(other.vertx()).listen("scheduler.event");
        long before = end();
        var writer = new LogWriter(
                service.postgres(), new Practice(service).number("select no from tenant where id='demo'"));

        var busy = Thread.ofVirtual().start(() -> writer.writeMany(150));
        IntStream.range(0, 20).forEach(i -> rename(i % 2 == 0 ? client : other.client(), "at " + i));
        join(busy);
        var logged = all(before);
        Patience.until(() -> since(here, before).size() >= logged.size());
        Patience.until(() -> since(there, before).size() >= logged.size());

        assertThat(since(here, before)).isEqualTo(logged);
        assertThat(since(there, before)).isEqualTo(logged);
        here.stop();
        there.stop();
    }

    private static List<JsonObject> all(long after) {
        var found = new ArrayList<JsonObject>();
        for (var page = logged(after);
                !page.isEmpty();
                page = logged(found.getLast().getLong("sequence"))) {
            found.addAll(page);
        }
        return found;
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_subscriber_that_throws_and_an_event_that_is_no_object_stop_nobody() throws SQLException {
        long before = end();
        var all = bus.listen("scheduler.event");
        var thrower = bus.vertx().eventBus().consumer("scheduler.event", _ -> {
            throw new IllegalStateException("this subscriber fails, as the test wants");
        });
        rename(client, "before");
        until(all, before, 1);

        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute("""
                    insert into event (tenant, id, type, subject, time, data)
                    select no, gen_random_uuid(), 'test.' || kind, kind, now(), data::json
                    from tenant, (values (1, 'poison', '[1]'), (2, 'behind', '{}')) as both_at_once (nth, kind, data)
                    order by nth
                    """);
        }
        rename(client, "after");
        until(all, before, 3);

        assertThat(since(all, before))
                .extracting(each -> each.getString("type"))
                .containsExactly("resource.changed", "test.behind", "resource.changed");
        all.stop();
        Patience.await(thrower.unregister());
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute("delete from event where type like 'test.%'");
        }
    }

    @Test
    void who_begins_to_listen_hears_of_what_comes_then() {
        long before = end();
        var all = bus.listen("scheduler.event");
        for (int i = 0; i < 20; i++) {
            rename(client, "heard " + i);
            until(all, before, i + 1);
        }
        all.stop();
    }

    @Test
    void it_can_be_switched_off_without_switching_off_streams() {
        var quiet = service.startNode(Map.of("SCHEDULER_BUS_PUBLISH", "false"));
        long before = end();
        var heard = new Bus(quiet.vertx()).listen("scheduler.event");
        var told = bus.listen("scheduler.event");
        try (var stream = new EventStream(quiet.port(), "/v1/events/stream")) {
            rename(quiet.client(), "quiet");

            assertThat(stream.next().type()).isEqualTo("resource.changed");
            until(told, before, 1);
            assertThat(heard.events()).isEmpty();
        }
        told.stop();
    }
}
