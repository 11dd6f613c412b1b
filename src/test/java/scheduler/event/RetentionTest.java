package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.replay.Replay;
import scheduler.replay.Report;
import scheduler.testing.Client;
import scheduler.testing.EventStream;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

class RetentionTest {

    @RegisterExtension
    static final Service service = new Service().with("SCHEDULER_EVENT_RETENTION", "P30D");

    private static Client client;
    private static Practice practice;

    /// Bookings that were made in the part of the log that is gone; one has been cancelled since.
    private static String kept;

    private static String cancelledSince;
    private static long last;
    private static Instant old;

    @BeforeAll
    static void let_a_part_of_the_log_grow_old() throws SQLException {
        client = service.client();
        practice = new Practice(service)
                .resource("ann", 3, "team")
                .service("visit", "{\"duration\":\"PT30M\",\"requirements\":[{\"role\":\"host\",\"pool\":\"team\"}]}")
                .service(
                        "yoga",
                        "{\"duration\":\"PT30M\",\"capacity\":3,\"requirements\":[{\"role\":\"host\",\"pool\":\"team\"}]}");
        kept = book("visit", "2027-05-04T09:00");
        cancelledSince = book("visit", "2027-05-04T10:00");
        book("yoga", "2027-05-04T11:00");
        old = service.clock().instant();
        service.clock().advance(Duration.ofDays(40));
        last = practice.number("select max(position) from event");
        book("visit", "2027-05-04T12:00");
        client.post("/v1/bookings/" + cancelledSince + "/cancel", "");
        book("yoga", "2027-05-04T11:00");
        // Those who read the log for good have to have read it.
        Patience.until(() -> {
            service.node().prune();
            return number("select coalesce(min(position), 0) from log_floor") == last;
        });
    }

    private static String book(String what, String start) {
        var reply = practice.book(what, start, "");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().getString("id");
    }

    private static long number(String query) {
        try {
            return practice.number(query);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_is_old_is_deleted_and_what_is_left_can_be_read() {
        var read = client.get("/v1/events");

        assertThat(number("select count(*) from event where position <= " + last))
                .isZero();
        assertThat(read.items().getJsonObject(0).getLong("sequence")).isGreaterThan(last);
        assertThat(client.get("/v1/events?after=" + last).items()).isEqualTo(read.items());
    }

    @Test
    void who_reads_on_behind_something_that_is_gone_is_told_so() {
        for (var path :
                new String[] {"/v1/events?after=0", "/v1/events?after=" + (last - 1) + "&type=booking.confirmed"}) {
            var reply = client.get(path);

            assertThat(reply.status()).isEqualTo(410);
            assertThat(reply.code()).isEqualTo("events_gone");
            assertThat(reply.pointer()).isEqualTo("?after");
            assertThat(reply.json().getString("after")).isEqualTo("" + last);
        }
    }

    @Test
    void who_comes_back_to_the_stream_too_late_is_told_so() {
        var path = "/v1/events/stream";

        try (var late = new EventStream(service.node().port(), path, "Last-Event-ID: 1");
                var early = new EventStream(service.node().port(), path, "Last-Event-ID: " + last)) {
            assertThat(late.status()).isEqualTo(410);
            assertThat(early.status()).isEqualTo(200);
        }
    }

    @Test
    void webhooks_are_not_sent_again_from_before_the_log() {
        client.put("/v1/subscriptions/theirs", "{\"url\":\"https://example.org/hook\"}");
        client.post("/v1/subscriptions/theirs/pause", "");

        var gone = client.post("/v1/subscriptions/theirs/redeliver", "{\"after\":\"0\"}");
        var there = client.post("/v1/subscriptions/theirs/redeliver", "{\"after\":\"" + last + "\"}");

        assertThat(gone.status()).as(gone.text()).isEqualTo(410);
        assertThat(gone.code()).isEqualTo("events_gone");
        assertThat(gone.pointer()).isEqualTo("/after");
        assertThat(there.status()).as(there.text()).isEqualTo(200);
        client.delete("/v1/subscriptions/theirs");
    }

    @Test
    void the_past_is_told_as_far_as_the_log_reaches_and_never_guessed() {
        var yesterday = service.clock().instant().minus(Duration.ofDays(1));
        var untold = client.get("/v1/bookings/" + kept + "?asOf=" + old);
        var unsure = client.get("/v1/bookings?asOf=" + yesterday);
        var slots = client.get("/v1/slots?service=visit&from=2027-05-03&to=2027-05-05&asOf=" + yesterday);
        var now = client.get("/v1/bookings/" + kept + "?asOf=" + service.clock().instant());

        assertThat(untold.status()).isEqualTo(410);
        assertThat(untold.code()).isEqualTo("events_gone");
        assertThat(untold.pointer()).isEqualTo("?asOf");
        assertThat(unsure.status()).isEqualTo(410);
        assertThat(unsure.json().getString("detail")).contains(cancelledSince);
        assertThat(slots.status()).isEqualTo(410);
        assertThat(now.status()).isEqualTo(200);
    }

    @Test
    void what_is_left_of_the_log_is_as_the_tables_say() {
        var lines = new ArrayList<String>();
        var report = new Report(lines::add);

        new Replay(service.postgres().url()).run(report);

        assertThat(lines).isEmpty();
        assertThat(report.summary()).contains("the log does not tell any more");
    }

    @Test
    void what_somebody_has_yet_to_read_stays() throws SQLException {
        service.clock().advance(Duration.ofDays(40));
        long before = number("select count(*) from event");
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute(
                    "insert into log_reader (tenant, name, position) select no, 'slow', " + last + " from tenant");
            service.node().prune();
            assertThat(number("select count(*) from event")).isEqualTo(before);
            statement.execute("delete from log_reader where name = 'slow'");
        } finally {
            service.clock().advance(Duration.ofDays(-40));
        }
    }
}
