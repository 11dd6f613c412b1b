package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// What lies between two bookings of a resource: the buffers of both, or the longer of the two. Listed, explained and
/// booked by one rule, on two nodes. `-Dscheduler.test.seed=…` repeats a run.
class SharedBuffersTest {

    private static final long SEED = Long.getLong("scheduler.test.seed", System.nanoTime());
    private static final List<String> SERVICES = List.of("plain", "cleaned", "prepared", "both", "lesson");

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static Client here;
    static Client there;

    @BeforeAll
    static void open_a_practice() {
        System.out.println("SharedBuffersTest: -Dscheduler.test.seed=" + SEED);
        practice = new Practice(service)
                .service("plain", "{\"duration\":\"PT30M\",\"step\":\"PT5M\"}")
                .service("cleaned", "{\"duration\":\"PT30M\",\"step\":\"PT5M\",\"buffer\":{\"after\":\"PT10M\"}}")
                .service("prepared", "{\"duration\":\"PT30M\",\"step\":\"PT5M\",\"buffer\":{\"before\":\"PT15M\"}}")
                .service("both", """
                        {"duration":"PT20M","step":"PT5M","buffer":{"before":"PT20M","after":"PT5M"}}
                        """);
        practice.service("lesson", """
                {"duration":"PT30M","step":"PT5M","capacity":3,"buffer":{"before":"PT5M","after":"PT10M"}}
                """);
        here = service.client();
        there = service.startNode().client();
    }

    @AfterAll
    static void the_log_tells_all_of_it() {
        assertThat(practice.differences()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "stack, cleaned, prepared, 09:30, 10:55",
        "max, cleaned, prepared, 09:30, 10:45",
        "stack, prepared, cleaned, 09:05, 10:30",
        "max, prepared, cleaned, 09:15, 10:30",
        "stack, both, both, 09:15, 10:45",
        "max, both, both, 09:20, 10:40",
    })
    void a_rule_is_the_same_listed_explained_and_booked(
            String rule, String first, String second, String last, String next) throws SQLException {
        var who = rule + "-" + first;
        practice.resource(who).buffers(who, rule);
        book(first, "2026-12-01T10:00", who);
        var listed = starts(second, who, "2026-12-01");

        var asked = Stream.iterate(LocalDateTime.parse("2026-12-01T09:00"), each -> each.plusMinutes(5))
                .limit(36)
                .map(LocalDateTime::toString)
                .toList();
        for (var start : asked) {
            assertThat(isBookable(second, start, who)).as("%s %s", who, start).isEqualTo(listed.contains(start));
        }
        for (var start : asked) {
            var booked = there.post("/v1/bookings", Practice.wish(second, start, who));
            if (booked.status() == 201) {
                cancel(booked);
            }

            assertThat(booked.status()).as("%s %s", who, start).isEqualTo(listed.contains(start) ? 201 : 409);
        }
        assertThat(listed.stream().filter(each -> each.compareTo("2026-12-01T10:00") < 0))
                .endsWith("2026-12-01T" + last);
        assertThat(listed.stream().filter(each -> each.compareTo("2026-12-01T10:00") > 0))
                .startsWith("2026-12-01T" + next);
    }

    @Test
    void of_two_neighbours_that_come_at_once_one_wins_when_their_buffers_are_too_near() throws SQLException {
        practice.resource("raced").buffers("raced", "max");
        for (int day = 1; day <= 4; day++) {
            for (int hour = 9; hour < 17; hour++) {
                var time = "2026-12-%02dT%02d:".formatted(day, hour);

                var former = here.postAsync("/v1/bookings", Practice.wish("plain", time + "00", "raced"));
                var latter = there.postAsync("/v1/bookings", Practice.wish("prepared", time + "30", "raced"));

                assertThat(List.of(former.join().status(), latter.join().status()))
                        .as(time)
                        .containsExactlyInAnyOrder(201, 409);
                assertThat(
                                former.join().status() == 201
                                        ? latter.join().code()
                                        : former.join().code())
                        .isEqualTo("slot_taken");
                cancel(former.join().status() == 201 ? former.join() : latter.join());
            }
        }
    }

    @Test
    void neighbours_that_share_a_buffer_may_come_at_once() throws SQLException {
        practice.resource("shared").buffers("shared", "max");
        for (int hour = 9; hour < 16; hour++) {
            var time = "2026-12-02T%02d:".formatted(hour);

            var former = here.postAsync("/v1/bookings", Practice.wish("cleaned", time + "00", "shared"));
            var latter = there.postAsync("/v1/bookings", Practice.wish("prepared", time + "45", "shared"));

            assertThat(former.join().status()).isEqualTo(201);
            assertThat(latter.join().status()).isEqualTo(201);
            cancel(former.join());
            cancel(latter.join());
        }
    }

    @Test
    void bookings_keep_the_rule_that_they_were_made_under() throws SQLException {
        practice.resource("changing");
        var old = book("cleaned", "2026-12-03T10:00", "changing");
        starts(there, "prepared", "changing", "2026-12-03");

        practice.buffers("changing", "max");

        assertThat(starts("prepared", "changing", "2026-12-03"))
                .contains("2026-12-03T10:55")
                .doesNotContain("2026-12-03T10:50");
        var sharing = book("both", "2026-12-03T11:00", "changing");
        assertThat(starts("cleaned", "changing", "2026-12-03"))
                .contains("2026-12-03T11:25")
                .doesNotContain("2026-12-03T10:10", "2026-12-03T11:20");
        assertThat(move(old, "2026-12-03T10:10").status()).isEqualTo(200);
        assertThat(starts("prepared", "changing", "2026-12-03")).contains("2026-12-03T11:35");

        practice.buffers("changing", "stack");

        assertThat(starts("prepared", "changing", "2026-12-03"))
                .contains("2026-12-03T11:40")
                .doesNotContain("2026-12-03T11:35");
        assertThat(move(sharing, "2026-12-03T11:05").code()).isEqualTo("slot_taken");
        assertThat(move(sharing, "2026-12-03T11:10").status()).isEqualTo(200);
        assertThat(practice.overlappingClaims()).isZero();
    }

    @Test
    void a_session_stays_the_same_when_buffers_are_shared() throws SQLException {
        practice.resource("taught");
        var first = book("lesson", "2026-12-03T10:00", "taught");

        practice.buffers("taught", "max");

        var second = book("lesson", "2026-12-03T10:00", "taught");
        assertThat(second.json().getString("session")).isEqualTo(first.json().getString("session"));
        assertThat(starts("prepared", "taught", "2026-12-03"))
                .contains("2026-12-03T10:55")
                .doesNotContain("2026-12-03T10:50");
        cancel(first);
        cancel(second);
        assertThat(starts("prepared", "taught", "2026-12-03")).contains("2026-12-03T10:00");
        var again = book("lesson", "2026-12-03T10:00", "taught");
        assertThat(again.json().getString("session")).isNotEqualTo(first.json().getString("session"));
        assertThat(starts("prepared", "taught", "2026-12-03"))
                .contains("2026-12-03T10:45")
                .doesNotContain("2026-12-03T10:40");
        assertThat(practice.overlappingClaims()).isZero();
    }

    @Test
    void what_is_over_keeps_the_rule_that_it_was_made_under() throws SQLException {
        practice.resource("early");
        book("cleaned", "2026-11-24T09:00", "early");
        service.clock().advance(Duration.ofMinutes(45));

        practice.buffers("early", "max");

        assertThat(starts("prepared", "early", "2026-11-24")).startsWith("2026-11-24T09:55");
        assertThat(there.post("/v1/bookings", Practice.wish("prepared", "2026-11-24T09:50", "early"))
                        .code())
                .isEqualTo("slot_taken");
        assertThat(practice.number("""
                select count(*) from claim c join resource r on r.no = c.resource
                where r.id = 'early' and c.lead = c.during
                """)).isEqualTo(1);
        book("prepared", "2026-11-24T09:55", "early");
    }

    @Test
    void whatever_is_wished_for_while_the_rule_changes_no_two_come_too_near() throws SQLException {
        var random = new Random(SEED);
        practice.resource("stormy");
        for (int round = 0; round < 6; round++) {
            var wishes = new ArrayList<CompletableFuture<Reply>>();
            for (int i = 0; i < 60; i++) {
                var start = LocalDateTime.parse("2026-12-04T09:00").plusMinutes(5L * random.nextInt(90));
                var wish = Practice.wish(SERVICES.get(random.nextInt(SERVICES.size())), start.toString(), "stormy");
                wishes.add((i % 2 == 0 ? here : there).postAsync("/v1/bookings", wish));
                if (i % 20 == 10) {
                    practice.buffers("stormy", random.nextBoolean() ? "max" : "stack");
                }
            }
            practice.buffers("stormy", "max");

            assertThat(wishes)
                    .as("%s", SEED)
                    .allSatisfy(each -> assertThat(each.join().status()).isIn(201, 409, 422));
            assertThat(practice.overlappingClaims()).isZero();
            assertThat(practice.number("""
                    select count(*) from claim c join resource r on r.no = c.resource where r.id = 'stormy' and c.lead is null
                    """)).isZero();
            for (var each : wishes) {
                if (each.join().status() == 201 && random.nextInt(3) > 0) {
                    cancel(each.join());
                }
            }
        }
        assertThat(practice.number("select deadlocks from pg_stat_database where datname = current_database()"))
                .isZero();
    }

    private static Reply book(String what, String start, String who) {
        var booked = practice.book(what, start, who);
        assertThat(booked.status())
                .as("%s %s %s: %s", what, start, who, booked.text())
                .isEqualTo(201);
        return booked;
    }

    private static Reply move(Reply booked, String start) {
        return there.post(
                "/v1/bookings/" + booked.json().getString("id") + "/reschedule", "{\"start\":\"" + start + "\"}");
    }

    private static void cancel(Reply booked) {
        var cancelled = there.post("/v1/bookings/" + booked.json().getString("id") + "/cancel", "");
        assertThat(cancelled.status()).isEqualTo(200);
    }

    private static boolean isBookable(String what, String start, String who) {
        return there.get("/v1/slots/explain?service=" + what + "&start=" + start + "&resource=" + who)
                .json()
                .getBoolean("bookable");
    }

    /// The local starts of a day, on which both nodes agree in a moment.
    private static List<String> starts(String what, String who, String date) {
        long until = System.nanoTime() + 2_000_000_000L;
        var found = starts(here, what, who, date);
        while (!starts(there, what, who, date).equals(found)) {
            assertThat(System.nanoTime()).as("the nodes do not agree").isLessThan(until);
            found = starts(here, what, who, date);
        }
        return found;
    }

    private static List<String> starts(Client node, String what, String who, String date) {
        return node
                .get("/v1/slots?service=" + what + "&resource=" + who + "&from=" + date + "&to=" + date)
                .json()
                .getJsonArray("slots")
                .stream()
                .map(slot -> ((JsonObject) slot).getString("start").substring(0, 16))
                .toList();
    }
}
