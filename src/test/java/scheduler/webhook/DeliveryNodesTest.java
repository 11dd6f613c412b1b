package scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;
import scheduler.webhook.Receiver.Answer;
import scheduler.webhook.Receiver.Got;

/// Several nodes, several tenants: each delivery once and in its order, whoever dies, and to nobody else.
class DeliveryNodesTest {

    private static final String[] CLINIC = {"Authorization", "Bearer clinic-key-1"};
    private static final String[] OTHER = {"Authorization", "Bearer other-key-1"};

    @RegisterExtension
    static final Service service = new Service()
            .with("SCHEDULER_HTTP_API_KEYS", "clinic:clinic-key-1,other:other-key-1")
            .with("SCHEDULER_EGRESS_ALLOWED_HOSTS", "127.0.0.1")
            .with("SCHEDULER_WEBHOOK_INTERVAL", "PT0.05S");

    private static Receiver receiver;
    private static List<Client> nodes;
    private static int tests;

    private String name = "";

    @BeforeAll
    static void open() {
        receiver = new Receiver();
        nodes = List.of(service.client(), service.startNode().client());
        for (var tenant : List.of(CLINIC, OTHER)) {
            assertThat(service.client()
                            .put("/v1/resources/room", "{\"timeZone\":\"Europe/Berlin\"}", tenant)
                            .status())
                    .isEqualTo(201);
            service.client()
                    .put(
                            "/v1/resources/room/schedule",
                            "{\"weekly\":[{\"days\":[\"tue\"],\"from\":\"09:00\",\"to\":\"17:00\"}]}",
                            tenant);
            service.client().put("/v1/services/visit", "{\"duration\":\"PT15M\",\"capacity\":500}", tenant);
        }
    }

    @AfterAll
    static void close() {
        receiver.close();
    }

    @BeforeEach
    void name_the_subscription() {
        name = "sub-" + tests++;
        receiver.answering(_ -> Answer.OK);
    }

    @Test
    void two_nodes_deliver_each_event_once_and_those_of_a_booking_in_their_order() {
        var open = ConcurrentHashMap.<String>newKeySet();
        var overlapping = ConcurrentHashMap.<String>newKeySet();
        receiver.answering(got -> {
            if (!open.add(got.subject())) {
                overlapping.add(got.subject());
            }
            open.remove(got.subject());
            return Answer.OK;
        });
        subscribe(CLINIC);
        var bookings = IntStream.range(0, 60)
                .mapToObj(i -> nodes.get(i % 2).postAsync("/v1/bookings", wish(), CLINIC))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .map(each -> each.json().getString("id"))
                .toList();
        for (var step : List.of("/reschedule", "/check-in", "/complete")) {
            var body = step.equals("/reschedule") ? "{\"start\":\"2026-12-01T11:00\"}" : "";
            var asked = new ArrayList<CompletableFuture<Reply>>();
            for (int i = 0; i < bookings.size(); i++) {
                asked.add(nodes.get((i + 1) % 2).postAsync("/v1/bookings/" + bookings.get(i) + step, body, CLINIC));
            }
            assertThat(asked)
                    .allSatisfy(each -> assertThat(each.join().status()).isEqualTo(200));
        }

        var got = receiver.await("/" + name, 240);
        Patience.until(() -> listed("&status=waiting").isEmpty());

        assertThat(receiver.at("/" + name)).hasSize(240);
        assertThat(got).extracting(Got::id).doesNotHaveDuplicates();
        assertThat(overlapping).isEmpty();
        var bySubject = got.stream().collect(Collectors.groupingBy(Got::subject));
        assertThat(bySubject).hasSize(60);
        assertThat(bySubject.values())
                .allSatisfy(each -> assertThat(each)
                        .extracting(Got::type)
                        .containsExactly(
                                "booking.confirmed", "booking.rescheduled", "booking.checked_in", "booking.completed"));
    }

    @Test
    void what_fails_holds_up_those_behind_it_and_nobody_else() {
        var failing = new ConcurrentHashMap<String, String>();
        receiver.answering(got -> Answer.of(got.subject().equals(failing.get("booking")) ? 500 : 200));
        subscribe(CLINIC);
        service.client().post("/v1/subscriptions/" + name + "/pause", "", CLINIC);
        var one = book();
        var other = book();
        failing.put("booking", one);
        cancel(one);
        cancel(other);
        Patience.until(() -> listed("").size() == 4);
        service.client().post("/v1/subscriptions/" + name + "/resume", "", CLINIC);

        receiver.await("/" + name, 3);
        Patience.until(() -> listed("&status=delivered").size() == 2);

        var got = receiver.at("/" + name);
        assertThat(got.stream().filter(each -> each.subject().equals(other)).map(Got::type))
                .containsExactly("booking.confirmed", "booking.cancelled");
        assertThat(got.stream().filter(each -> each.subject().equals(one)).map(Got::type))
                .containsExactly("booking.confirmed");
        assertThat(listed("&subject=" + one + "&status=waiting"))
                .filteredOn(each -> !each.containsKey("nextAttemptAt"))
                .extracting(each -> each.getString("type"))
                .containsExactly("booking.cancelled");
    }

    @Test
    void what_a_node_has_in_hand_when_it_dies_is_sent_when_its_time_is_over() throws SQLException {
        subscribe(CLINIC);
        service.client().post("/v1/subscriptions/" + name + "/pause", "", CLINIC);
        book();
        Patience.until(() -> listed("").size() == 1);
        // As a node leaves it that claims it and dies: taken in hand, and nobody there.
        execute(
                "update delivery set attempts = 1, claim = 1, due_at = now() + interval '2 seconds' where status = 'waiting'");
        service.client().post("/v1/subscriptions/" + name + "/resume", "", CLINIC);
        assertThat(receiver.at("/" + name)).isEmpty();

        receiver.await("/" + name, 1);

        Patience.until(() -> listed("&status=delivered").size() == 1);
        assertThat(listed("").getFirst().getInteger("attempts")).isEqualTo(2);
    }

    /// Some of them are with the node that goes; were they not noted, they would be sent again by another.
    @Test
    void what_a_node_has_in_hand_when_it_stops_is_noted() {
        var leaving = service.startNode();
        receiver.answering(_ -> Answer.OK.later(Duration.ofMillis(500)));
        subscribe(CLINIC);
        for (int i = 0; i < 30; i++) {
            book();
        }
        receiver.await("/" + name, 20);

        leaving.close();

        receiver.await("/" + name, 30);
        Patience.until(() -> listed("&status=waiting").isEmpty());
        assertThat(receiver.at("/" + name)).hasSize(30);
        assertThat(listed(""))
                .allSatisfy(each -> assertThat(each.getInteger("attempts")).isEqualTo(1));
    }

    @Test
    void whoever_comes_back_too_late_changes_nothing() throws SQLException {
        receiver.answering(got -> Answer.of(got.nth() == 1 ? 0 : 200));
        subscribe(CLINIC);
        book();
        receiver.await("/" + name, 1);
        // The first is still waiting for its answer when another takes it in hand.
        execute("update delivery set due_at = now() where status = 'waiting'");
        receiver.await("/" + name, 2);
        Patience.until(() -> listed("&status=delivered").size() == 1);

        var delivered = listed("").getFirst();

        assertThat(delivered.getInteger("attempts")).isEqualTo(2);
        assertThat(delivered.getInteger("answerStatus")).isEqualTo(200);
    }

    @Test
    void nobody_is_told_of_another_tenant_or_sees_what_it_is_told() {
        subscribe(CLINIC);
        service.client().put("/v1/subscriptions/" + name, body("/" + name + "-theirs"), OTHER);
        var booking = book();
        var delivery = receiver.await("/" + name, 1).getFirst();
        var theirs = service.client().post("/v1/bookings", wish(), OTHER).json().getString("id");

        assertThat(receiver.await("/" + name + "-theirs", 1))
                .extracting(Got::subject)
                .containsExactly(theirs);
        assertThat(receiver.at("/" + name)).extracting(Got::subject).containsExactly(booking);
        assertThat(delivery.event().getString("source")).isEqualTo("/tenants/clinic");
        for (var asked : List.of(
                service.client().get("/v1/deliveries/" + delivery.id(), OTHER),
                service.client().post("/v1/deliveries/" + delivery.id() + "/redeliver", "", OTHER))) {
            assertThat(asked.code()).isEqualTo("not_found");
        }
        assertThat(service.client()
                        .get("/v1/deliveries?subject=" + booking, OTHER)
                        .items())
                .isEmpty();
    }

    private void subscribe(String... tenant) {
        var made = service.client().put("/v1/subscriptions/" + name, body("/" + name), tenant);
        assertThat(made.status()).as(made.text()).isEqualTo(201);
    }

    private static String body(String path) {
        return "{\"url\":\"" + receiver.url(path) + "\"}";
    }

    private static String wish() {
        return Practice.wish("visit", "2026-12-01T09:00", "room");
    }

    private static String book() {
        return service.client().post("/v1/bookings", wish(), CLINIC).json().getString("id");
    }

    private static void cancel(String booking) {
        service.client().post("/v1/bookings/" + booking + "/cancel", "", CLINIC);
    }

    private List<JsonObject> listed(String more) {
        return service.client().get("/v1/deliveries?limit=200&subscription=" + name + more, CLINIC).items().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
