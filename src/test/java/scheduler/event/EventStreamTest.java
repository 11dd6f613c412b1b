package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.EventStream;
import scheduler.testing.EventStream.Event;
import scheduler.testing.Node;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Whoever follows the log over HTTP gets all of it, in its order, from where he was.
class EventStreamTest {

    private static final String PATH = "/v1/events/stream";

    @RegisterExtension
    static final Service service = new Service();

    private final Client client = service.client();

    @BeforeEach
    void set_up_a_practice() {
        new Practice(service).resource("lee").service("visit", "{\"duration\":\"PT30M\"}");
    }

    private static EventStream open(Node node, String query, String... headers) {
        return new EventStream(node.port(), PATH + query, headers);
    }

    private static EventStream open(String query, String... headers) {
        return open(service.node(), query, headers);
    }

    private static long end() {
        return Long.parseLong(
                service.client().get("/v1/events?after=end").json().getString("next"));
    }

    private List<JsonObject> logged(long after, String more) {
        return client.get("/v1/events?limit=200&after=" + after + more).items().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<Event> next(EventStream stream, int count) {
        return IntStream.range(0, count).mapToObj(_ -> stream.next()).toList();
    }

    private static LogWriter writer() throws SQLException {
        return new LogWriter(service.postgres(), new Practice(service).number("select no from tenant where id='demo'"));
    }

    @Test
    void an_event_comes_as_it_stands_in_the_log_under_its_sequence() {
        long before = end();
        try (var stream = open("")) {
            client.put("/v1/resources/lee", "{\"name\":\"two\\nlines\"}");

            var event = stream.next();

            var logged = logged(before, "").getFirst();
            assertThat(stream.header("content-type")).isEqualTo("text/event-stream");
            assertThat(stream.header("cache-control")).isEqualTo("no-store");
            assertThat(event.id()).isEqualTo(logged.getLong("sequence").toString());
            assertThat(event.type()).isEqualTo("resource.changed");
            assertThat(event.json()).isEqualTo(logged);
        }
    }

    @Test
    void the_answer_begins_before_there_is_an_event_and_says_when_to_come_back() {
        try (var stream = open("")) {
            assertThat(stream.status()).isEqualTo(200);
            assertThat(stream.nextLine()).isEqualTo("retry: 2000");
        }
    }

    @Test
    void what_is_stored_comes_first_then_what_happens_at_any_node() {
        var other = service.startNode();
        long before = end();
        client.put("/v1/resources/lee", "{\"name\":\"one\"}");
        client.put("/v1/resources/lee", "{\"name\":\"two\"}");
        try (var stream = open("?after=" + before);
                var there = open(other, "?after=" + before)) {
            var seen = new ArrayList<>(next(stream, 2));
            var seenThere = new ArrayList<>(next(there, 2));

            other.client().put("/v1/resources/lee", "{\"name\":\"three\"}");
            client.put("/v1/resources/lee", "{\"name\":\"four\"}");
            seen.addAll(next(stream, 2));
            seenThere.addAll(next(there, 2));

            assertThat(seen).extracting(Event::json).isEqualTo(logged(before, ""));
            assertThat(seenThere).isEqualTo(seen);
        }
    }

    @Test
    void the_last_event_that_a_client_has_seen_wins_over_its_address() {
        long before = end();
        client.put("/v1/resources/lee", "{\"name\":\"one\"}");
        client.put("/v1/resources/lee", "{\"name\":\"two\"}");
        var logged = logged(before, "");
        try (var stream = open(
                        "?after=" + before,
                        "Last-Event-ID: " + logged.getFirst().getLong("sequence"));
                var empty = open("?after=" + before, "Last-Event-ID: ")) {
            assertThat(stream.next().json()).isEqualTo(logged.getLast());
            assertThat(empty.next().json()).isEqualTo(logged.getFirst());
        }
    }

    @Test
    void only_what_is_asked_for_comes_of_what_is_stored_and_of_what_happens() {
        new Practice(service).resource("kim");
        long before = end();
        for (int i = 0; i < 3; i++) {
            changeBoth(i);
        }
        try (var about = open("?subject=kim&after=" + before);
                var ofTypes = open("?type=service.changed,no.type&type=resource.changed&after=" + before);
                var ofType = open("?type=service.changed&after=" + before)) {
            var aboutSeen = new ArrayList<>(next(about, 3));
            var ofTypeSeen = new ArrayList<>(next(ofType, 3));
            for (int i = 3; i < 6; i++) {
                changeBoth(i);
            }
            aboutSeen.addAll(next(about, 3));
            ofTypeSeen.addAll(next(ofType, 3));

            assertThat(aboutSeen).extracting(Event::json).isEqualTo(logged(before, "&subject=kim"));
            assertThat(ofTypeSeen).extracting(Event::json).isEqualTo(logged(before, "&type=service.changed"));
            assertThat(next(ofTypes, 18))
                    .extracting(Event::json)
                    .isEqualTo(logged(before, "&type=resource.changed,service.changed&type=no.type"));
        }
    }

    private void changeBoth(int i) {
        client.put("/v1/resources/lee", "{\"name\":\"" + i + "\"}");
        client.put("/v1/resources/kim", "{\"name\":\"" + i + "\"}");
        client.put("/v1/services/visit", "{\"duration\":\"PT30M\",\"name\":\"" + i + "\"}");
    }

    @Test
    void what_commits_late_comes_late_and_holds_back_what_is_behind_it() throws SQLException {
        var writer = writer();
        long before = end();
        try (var stream = open("");
                var late = writer.begin();
                var early = writer.begin()) {
            writer.write(late, "first");
            writer.write(early, "second");
            early.commit();
            client.put("/v1/resources/lee", "{\"name\":\"third\"}");
            late.commit();

            var seen = next(stream, 3);

            assertThat(seen)
                    .extracting(each -> each.json().getString("subject"))
                    .containsExactly("first", "second", "lee");
            assertThat(seen).extracting(Event::json).isEqualTo(logged(before, ""));
        }
    }

    @Test
    void who_wants_to_begin_at_the_end_is_not_begun_with_what_is_long_past() throws SQLException {
        var writer = writer();
        try (var open = writer.begin()) {
            writer.claim(open);
            var fresh = service.startNode();

            var read = fresh.client().get("/v1/events?after=end");
            assertThat(read.status()).as(read.text()).isEqualTo(503);
            assertThat(read.code()).isEqualTo("overloaded");
            assertThat(read.header("Retry-After")).isNotEmpty();
            try (var stream = open(fresh, "")) {
                assertThat(stream.status()).isEqualTo(503);
            }

            open.rollback();
            long before = end();
            try (var stream = open(fresh, "")) {
                assertThat(stream.status()).isEqualTo(200);
                client.put("/v1/resources/lee", "{\"name\":\"new\"}");

                assertThat(stream.next().json()).isEqualTo(logged(before, "").getFirst());
            }
        }
    }

    @Test
    void nothing_is_skipped_or_doubled_for_anybody_while_many_write() throws Exception {
        var writer = writer();
        var other = service.startNode();
        long before = end();
        var streams = Stream.of(service.node(), other, service.node(), other)
                .map(node -> open(node, "?after=" + before + "&subject=busy"))
                .toList();
        var threads = IntStream.range(0, 3)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> writer.writeMany(200)))
                .toList();
        for (var each : threads) {
            each.join();
        }
        var positions = writer.positions("busy").stream().map(String::valueOf).toList();

        for (var each : streams) {
            assertThat(next(each, positions.size())).extracting(Event::id).isEqualTo(positions);
            each.close();
        }
    }

    @Test
    void who_does_not_keep_up_gets_everything_when_he_does() throws SQLException {
        var writer = writer();
        long before = end();
        try (var stream = open("?subject=slow");
                var connection = service.postgres().jdbc()) {
            try (var statement = connection.createStatement()) {
                for (int i = 0; i < 20; i++) {
                    statement.execute("""
                            insert into event (tenant, id, type, subject, time, data)
                            select %d, gen_random_uuid(), 'test.happened', 'slow', now(),
                                   json_build_object('filling', repeat('x', 2000)) from generate_series(1, 500)
                            """.formatted(writer.tenant()));
                }
            }
            var seen = next(stream, 10_000);

            assertThat(seen)
                    .extracting(Event::id)
                    .isEqualTo(writer.positions("slow").stream()
                            .map(String::valueOf)
                            .toList());
            assertThat(before).isLessThan(Long.parseLong(seen.getFirst().id()));
        }
    }

    @Test
    void a_place_that_is_none_is_refused() {
        assertThat(client.get(PATH + "?after=x").status()).isEqualTo(422);
        assertThat(client.get(PATH + "?after=-1").pointer()).isEqualTo("?after");
        assertThat(client.get(PATH, "Last-Event-ID", "x").status()).isEqualTo(422);
        assertThat(client.get(PATH, "Last-Event-ID", "x").pointer()).isEqualTo("header Last-Event-ID");
        assertThat(client.get(PATH + "?from=1").status()).isEqualTo(400);
    }

    @Test
    void a_head_request_ends() {
        var head = client.send("HEAD", PATH, "");

        assertThat(head.status()).isEqualTo(200);
        assertThat(head.header("Content-Type")).isEqualTo("text/event-stream");
    }
}
