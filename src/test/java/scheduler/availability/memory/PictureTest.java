package scheduler.availability.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Node;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Proxy;
import scheduler.testing.Service;

/// What a node remembers of what can be booked, and that it is never wrong for long.
class PictureTest {

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static Client here;
    static Client there;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service).resource("lee", 2).service("visit", "{\"duration\":\"PT30M\"}");
        here = service.client();
        there = service.startNode().client();
    }

    @Test
    void a_node_knows_its_own_bookings_at_once_and_others_soon() {
        var slots = slots("lee", "2026-12-01");
        there.get(slots);

        practice.book("visit", "2026-12-01T09:00", "lee");
        practice.book("visit", "2026-12-01T09:00", "lee");

        assertThat(here.get(slots).text()).doesNotContain("2026-12-01T09:00:00+01:00\",\"end");
        Patience.until(() -> !there.get(slots).text().contains("start\":\"2026-12-01T09:00"));
    }

    @Test
    void a_node_knows_its_own_rules_at_once_and_others_soon() {
        practice.resource("kim");
        var slots = slots("kim", "2026-12-02");
        assertThat(there.get(slots).text()).contains("T16:30:00");

        practice.schedule("kim", """
                {"weekly":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"12:00"}]}
                """);

        assertThat(here.get(slots).text()).doesNotContain("T16:30:00").contains("T11:30:00");
        Patience.until(() -> !there.get(slots).text().contains("T16:30:00"));
    }

    @Test
    void nobody_is_refused_by_what_a_node_has_not_heard_yet() {
        for (int i = 0; i < 20; i++) {
            var first = here.post("/v1/bookings", Practice.wish("visit", "2026-12-03T09:00", "lee"));
            var second = here.post("/v1/bookings", Practice.wish("visit", "2026-12-03T09:00", "lee"));
            there.get(slots("lee", "2026-12-03"));
            here.post("/v1/bookings/" + first.json().getString("id") + "/cancel", "");

            var again = there.post("/v1/bookings", Practice.wish("visit", "2026-12-03T09:00", "lee"));

            assertThat(again.status()).isEqualTo(201);
            there.post("/v1/bookings/" + again.json().getString("id") + "/cancel", "");
            here.post("/v1/bookings/" + second.json().getString("id") + "/cancel", "");
        }
    }

    @Test
    void what_does_not_fit_into_memory_is_read_again() {
        for (int i = 0; i < 5; i++) {
            practice.resource("small-" + i, 400);
        }
        try (var small =
                Node.start(service.postgres().url(), service.clock(), Map.of("SCHEDULER_PICTURE_CLAIMS", "1000"))) {
            for (int i = 0; i < 300; i++) {
                for (int r = 0; r < 5; r += 2) {
                    small.client().post("/v1/bookings", Practice.wish("visit", "2026-12-04T09:00", "small-" + r));
                }
            }
            for (int r = 0; r < 5; r++) {
                assertThat(small.client().get(slots("small-" + r, "2026-12-04")).text())
                        .as("small-" + r)
                        .contains("\"free\":" + (r % 2 == 0 ? 100 : 400));
            }
        }
    }

    @Test
    void a_database_that_went_away_and_came_back_has_hidden_nothing() {
        practice.resource("far");
        try (var proxy = Proxy.before(service.postgres().url());
                var node = Node.start(proxy.url(), service.clock(), Map.of())) {
            var slots = slots("far", "2026-12-07");
            assertThat(node.client().get(slots).text()).contains("T10:00:00");
            proxy.goAway();
            practice.book("visit", "2026-12-07T10:00", "far");
            assertThat(node.client().get(slots).text()).contains("start\":\"2026-12-07T10:00");

            proxy.forward();

            Patience.until(() -> !node.client().get(slots).text().contains("start\":\"2026-12-07T10:00"));
        }
    }

    @Test
    void what_is_over_is_known_for_as_long_as_a_buffer_may_reach_it() {
        practice.resource("rested").service("rare", "{\"duration\":\"PT30M\",\"buffer\":{\"before\":\"PT168H\"}}");
        var start = service.clock().instant();
        practice.book("visit", "2026-11-24T10:00", "rested");
        service.clock().set(Instant.parse("2026-12-01T08:00:00Z"));
        try (var node = Node.start(service.postgres().url(), service.clock(), Map.of())) {
            var listed = node.client().get("/v1/slots?service=rare&resource=rested&from=2026-12-01&to=2026-12-01");
            var early = node.client().post("/v1/bookings", Practice.wish("rare", "2026-12-01T10:00", "rested"));
            var booked = node.client().post("/v1/bookings", Practice.wish("rare", "2026-12-01T10:30", "rested"));

            assertThat(listed.text()).doesNotContain("T10:00:00+01:00\",\"end").contains("T10:30:00+01:00\",\"end");
            assertThat(early.code()).isEqualTo("slot_taken");
            assertThat(booked.status()).isEqualTo(201);
        }
        service.clock().set(start);
    }

    private static String slots(String resource, String date) {
        return "/v1/slots?service=visit&resource=" + resource + "&from=" + date + "&to=" + date;
    }
}
