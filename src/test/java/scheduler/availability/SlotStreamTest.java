package scheduler.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.EventStream;
import scheduler.testing.EventStream.Sum;
import scheduler.testing.Node;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Slots that are followed: a snapshot first, then what becomes of it, soon after whatever causes it.
class SlotStreamTest {

    private static final long SEED = Long.getLong("scheduler.test.seed", System.nanoTime());
    private static final Duration SOON = Duration.ofMillis(250);
    private static final String WEEK = "&from=2026-12-01&to=2026-12-07";

    @RegisterExtension
    static final Service service = new Service();

    static int practices;

    Practice practice;
    Client client;
    String who;
    String what;

    /// A practice of its own for each test.
    @BeforeEach
    void open_a_practice() {
        who = "lee-" + ++practices;
        what = "visit-" + practices;
        practice = new Practice(service).resource(who, "pool-" + practices).service(what, visit("PT1H"));
        client = practice.client();
    }

    private static String visit(String duration) {
        return "{\"duration\":\"" + duration + "\",\"requirements\":[{\"role\":\"doctor\",\"pool\":\"pool-" + practices
                + "\"}]}";
    }

    private String query() {
        return "service=" + what + WEEK;
    }

    private EventStream follow(String query) {
        return new EventStream(service.node().port(), "/v1/slots/stream?" + query);
    }

    @Test
    void it_begins_with_what_is_listed() {
        try (var stream = follow(query())) {
            var first = stream.next();

            assertThat(stream.header("content-type")).isEqualTo("text/event-stream");
            assertThat(first.type()).isEqualTo("snapshot");
            assertThat(first.id()).isEqualTo("1");
            assertThat(first.json())
                    .isEqualTo(client.get("/v1/slots?" + query()).json());
        }
    }

    @Test
    void a_booking_takes_its_slot_away_and_a_cancelled_one_gives_it_back() {
        try (var stream = follow(query())) {
            stream.next();

            var booked = practice.book(what, "2026-12-02T10:00", "");
            var taken = stream.next();
            client.post(booked.header("Location") + "/cancel", "");
            var given = stream.next();

            assertThat(taken.type()).isEqualTo("delta");
            assertThat(taken.json().getJsonArray("removed")).containsExactly("2026-12-02T10:00:00+01:00");
            assertThat(taken.json().getJsonArray("added")).isEmpty();
            assertThat(given.json().getJsonArray("added").getJsonObject(0).getString("start"))
                    .isEqualTo("2026-12-02T10:00:00+01:00");
        }
    }

    @Test
    void what_another_node_books_is_told_in_a_quarter_of_a_second() {
        var another = service.startNode();
        try (var stream = follow(query())) {
            stream.next();
            var late = new ArrayList<Duration>();

            for (int hour = 9; hour < 17; hour++) {
                var wish = Practice.wish(what, "2026-12-03T%02d:00".formatted(hour), "");
                assertThat(another.client().post("/v1/bookings", wish).status()).isEqualTo(201);
                long committed = System.nanoTime();
                var told = stream.next();
                late.add(Duration.ofNanos(System.nanoTime() - committed));
                assertThat(told.json().getJsonArray("removed"))
                        .containsExactly("2026-12-03T%02d:00:00+01:00".formatted(hour));
            }

            // Mostly: now and then a busy machine has something else to do.
            assertThat(late.stream().sorted().toList().get(late.size() / 2))
                    .as("%s", late)
                    .isLessThan(SOON);
        }
    }

    @Test
    void a_changed_slot_is_told_with_who_is_left() {
        practice.resource("other-" + practices, "pool-" + practices);
        try (var stream = follow(query())) {
            stream.next();

            practice.book(what, "2026-12-02T10:00", who);

            var changed = stream.next().json().getJsonArray("changed").getJsonObject(0);
            assertThat(changed.getJsonArray("resources")).containsExactly("other-" + practices);
            assertThat(changed.getInteger("free")).isEqualTo(1);
        }
    }

    @Test
    void blocks_schedules_services_and_resources_are_told_too() {
        try (var stream = follow(query())) {
            stream.next();

            var block = client.post("/v1/resources/" + who + "/blocks", """
                    {"start":"2026-12-01T08:00:00Z","end":"2026-12-01T10:00:00Z"}
                    """);
            assertThat(stream.next().json().getJsonArray("removed")).hasSize(2);
            client.delete(block.header("Location"));
            assertThat(stream.next().json().getJsonArray("added")).hasSize(2);
            practice.schedule(who, "{\"weekly\":[{\"days\":[\"tue\"],\"from\":\"09:00\",\"to\":\"17:00\"}]}");
            assertThat(stream.next().json().getJsonArray("removed")).hasSize(4 * 8);
            practice.service(what, visit("PT2H"));
            var longer = stream.next().json();
            assertThat(longer.getJsonArray("removed")).hasSize(4);
            assertThat(longer.getJsonArray("changed")).hasSize(4);
            client.put("/v1/resources/" + who, "{\"timeZone\":\"Europe/Berlin\"}");
            assertThat(stream.next().json().getJsonArray("removed")).hasSize(4);
            client.put(
                    "/v1/resources/" + who, "{\"timeZone\":\"Europe/Berlin\",\"pools\":[\"pool-" + practices + "\"]}");
            assertThat(stream.next().json().getJsonArray("added")).hasSize(4);
        }
    }

    @Test
    void a_limit_that_somebody_elses_booking_reaches_is_told() {
        practice.resource("other-" + practices, "pool-" + practices)
                .service(what, visit("PT1H").replace("{\"duration", """
                        {"limits":[{"max":1,"per":"day","of":"service"}],"duration"""));
        try (var stream = follow(query() + "&resource=" + who)) {
            stream.next();

            practice.book(what, "2026-12-02T10:00", "other-" + practices);

            assertThat(stream.next().json().getJsonArray("removed")).hasSize(8);
        }
    }

    @Test
    void a_slot_that_falls_under_the_notice_is_told() {
        var now = service.clock().instant();
        try (var stream = follow("service=" + what + "&from=2026-11-24&to=2026-11-24")) {
            stream.next();

            service.clock().advance(Duration.ofMinutes(61));

            assertThat(stream.next().json().getJsonArray("removed"))
                    .containsExactly("2026-11-24T09:00:00+01:00", "2026-11-24T10:00:00+01:00");
        } finally {
            service.clock().set(now);
        }
    }

    @Test
    void a_slot_that_comes_within_the_horizon_is_told() {
        var now = service.clock().instant();
        practice.service(what, visit("PT1H").replace("{\"duration", "{\"horizon\":\"PT48H\",\"duration"));
        try (var stream = follow("service=" + what + "&from=2026-11-24&to=2026-11-27")) {
            assertThat(stream.next().json().getJsonArray("slots")).hasSize(17);

            service.clock().advance(Duration.ofMinutes(60));

            assertThat(stream.next()
                            .json()
                            .getJsonArray("added")
                            .getJsonObject(0)
                            .getString("start"))
                    .isEqualTo("2026-11-26T10:00:00+01:00");
        } finally {
            service.clock().set(now);
        }
    }

    @Test
    void the_end_of_a_service_ends_the_stream_and_says_so() {
        try (var stream = follow(query())) {
            stream.next();

            client.delete("/v1/services/" + what);

            var problem = stream.next();
            assertThat(problem.type()).isEqualTo("problem");
            assertThat(problem.json().getString("code")).isEqualTo("unknown_service");
            assertThat(stream.nextLine()).isNull();
        }
    }

    @Test
    void whoever_comes_back_gets_a_snapshot() {
        try (var stream = new EventStream(
                service.node().port(), "/v1/slots/stream?" + query(), "Last-Event-ID: 7", "Accept-Encoding: gzip")) {
            assertThat(stream.next().type()).isEqualTo("snapshot");
            assertThat(stream.header("content-encoding")).isIn("", "identity");
        }
    }

    @Test
    void a_question_that_makes_no_sense_is_refused() {
        var path = "/v1/slots/stream?";

        assertThat(client.get(path + "service=nothing" + WEEK).code()).isEqualTo("unknown_service");
        assertThat(client.get(path + query() + "&resource=nobody").pointer()).isEqualTo("?resource");
        assertThat(client.get(path + "service=" + what + "&from=2026-12-01").pointer())
                .isEqualTo("?to");
        practice.service(what, visit("PT1H").replace("{\"duration", "{\"step\":\"PT1M\",\"duration"));
        assertThat(client.get(path + "service=" + what + "&from=2026-12-01&to=2027-05-31")
                        .pointer())
                .isEqualTo("?to");
    }

    @Test
    void a_head_has_no_events() {
        assertThat(client.send("HEAD", "/v1/slots/stream?" + query(), "").header("Content-Type"))
                .isEqualTo("text/event-stream");
        assertThat(client.get("/v1/services").status()).isEqualTo(200);
    }

    @Test
    void who_reads_slowly_gets_a_snapshot_and_misses_nothing() {
        practice.schedule(who, """
                {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                """)
                .service(what, visit("PT1H").replace("{\"duration", "{\"step\":\"PT5M\",\"duration"));
        var fortnight = "service=" + what + "&from=2026-12-01&to=2026-12-14";
        var sum = new Sum();
        try (var stream = follow(fortnight);
                var attentive = follow(fortnight)) {
            attentive.next();
            for (int i = 0; i < 20; i++) {
                var block = client.post("/v1/resources/" + who + "/blocks", """
                        {"start":"2026-12-01T00:00:00Z","end":"2027-01-01T00:00:00Z"}
                        """);
                attentive.next();
                client.delete(block.header("Location"));
                attentive.next();
            }
            var booked = practice.book(what, "2026-12-02T10:00", "");
            assertThat(booked.status()).isEqualTo(201);

            var fresh = slots(client, fortnight);
            while (!sum.slots().equals(fresh)) {
                sum.add(stream.next());
            }

            assertThat(sum.types().stream().filter("snapshot"::equals).count()).isGreaterThanOrEqualTo(2);
            assertThat(sum.types()).hasSizeLessThan(41);
        }
    }

    @Test
    void snapshot_and_deltas_add_up_to_the_list_after_whatever_happened() {
        System.out.println("SlotStreamTest: -Dscheduler.test.seed=" + SEED);
        var random = new Random(SEED);
        var another = service.startNode();
        practice.resource("other-" + practices, 2, "pool-" + practices);
        var queries = List.of(query(), query() + "&resource=" + who, query() + "&timeZone=Asia/Tokyo");
        var streams = queries.stream().map(this::follow).toList();
        var sums = queries.stream().map(_ -> new Sum()).toList();
        var undo = new ArrayList<String>();

        for (int i = 0; i < 150; i++) {
            act(random, random.nextBoolean() ? service.node() : another, undo);
        }

        for (int i = 0; i < queries.size(); i++) {
            // What the other node did last is known here within the time that a delta may take.
            var settled = settled(queries.get(i));
            while (!sums.get(i).slots().equals(settled)) {
                sums.get(i).add(streams.get(i).next());
            }
            assertThat(sums.get(i).types()).as("%s", SEED).startsWith("snapshot", "delta");
            streams.get(i).close();
        }
    }

    /// The list once both nodes say the same.
    private List<JsonObject> settled(String query) {
        var nodes = new ArrayList<>(List.of(client));
        nodes.add(service.startNode().client());
        for (int i = 0; i < 1_000; i++) {
            var here = slots(nodes.get(0), query);
            if (here.equals(slots(nodes.get(1), query))) {
                return here;
            }
        }
        throw new AssertionError("the nodes do not agree");
    }

    private void act(Random random, Node node, List<String> undo) {
        var at = "2026-12-%02dT%02d:00".formatted(1 + random.nextInt(7), 9 + random.nextInt(8));
        switch (random.nextInt(4)) {
            case 0, 1 -> {
                var booked = node.client().post("/v1/bookings", Practice.wish(what, at, ""));
                if (booked.status() == 201) {
                    undo.add(booked.header("Location") + "/cancel");
                }
            }
            case 2 -> {
                var block = new JsonObject().put("start", at + ":00Z").put("end", at.replace(":00", ":45") + ":00Z");
                undo.add(node.client()
                        .post("/v1/resources/" + who + "/blocks", block.encode())
                        .header("Location"));
            }
            default -> {
                if (!undo.isEmpty()) {
                    var path = undo.remove(random.nextInt(undo.size()));
                    var reply = path.endsWith("/cancel")
                            ? node.client().post(path, "")
                            : node.client().delete(path);
                    assertThat(reply.status()).isIn(200, 204);
                }
            }
        }
    }

    private static List<JsonObject> slots(Client client, String query) {
        return client.get("/v1/slots?" + query).json().getJsonArray("slots", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .sorted(Comparator.comparing(each -> each.getString("start")))
                .toList();
    }
}
