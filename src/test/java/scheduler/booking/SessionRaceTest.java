package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Many want seats of one session at once, on two nodes.
class SessionRaceTest {

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static List<Client> nodes;

    @BeforeAll
    static void open_a_school() {
        practice = new Practice(service)
                .resource("studio")
                .resource("studio-2", 2)
                .resource("a1", "a")
                .resource("b1", "b")
                .service("yoga", "{\"duration\":\"PT1H\",\"step\":\"PT30M\",\"capacity\":5}")
                .service("once", "{\"duration\":\"PT1H\",\"capacity\":5,\"policy\":{\"unique\":true}}")
                .service("visit", "{\"duration\":\"PT30M\"}")
                .service("ab", """
                        {"duration":"PT30M","capacity":3,
                         "requirements":[{"role":"a","pool":"a"},{"role":"b","pool":"b"}]}
                        """)
                .service("ba", """
                        {"duration":"PT1H","step":"PT30M","capacity":3,
                         "requirements":[{"role":"b","pool":"b"},{"role":"a","pool":"a"}]}
                        """);
        nodes = List.of(service.client(), service.startNode().client());
    }

    @AfterEach
    void nothing_is_overdrawn_and_nothing_has_met_a_deadlock() throws SQLException {
        assertThat(practice.number("""
                select count(*) from session s where taken > seats or taken <> (
                  select coalesce(sum(b.seats), 0) from booking b
                  where b.tenant = s.tenant and b.session = s.id and b.status not in ('declined', 'cancelled'))
                """)).isZero();
        assertThat(practice.number("""
                select count(*) from session s
                where (taken = 0) = exists (select from claim c where c.tenant = s.tenant and c.booking = s.id)
                """)).isZero();
        assertThat(practice.overlappingClaims()).isZero();
        assertThat(practice.number("select deadlocks from pg_stat_database where datname = current_database()"))
                .isZero();
    }

    @Test
    void five_hundred_wishes_for_five_seats_make_five_bookings_on_one_claim() throws SQLException {
        var wish = Practice.wish("yoga", "2026-12-01T09:00", "studio");

        var replies = atOnce(500, i -> book(i, wish));

        assertThat(replies).filteredOn(each -> each.status() == 201).hasSize(5);
        assertThat(replies).filteredOn(each -> each.code().equals("slot_taken")).hasSize(495);
        assertThat(sessions("2026-12-01T08:00Z")).isEqualTo(1);
        assertThat(practice.number("""
                select count(*) from claim c join resource r on r.no = c.resource
                where r.id = 'studio' and lower(c.during) = '2026-12-01T08:00Z'
                """)).isEqualTo(1);
    }

    @Test
    void two_units_give_two_sessions() throws SQLException {
        var wish = Practice.wish("yoga", "2026-12-01T09:00", "studio-2");

        var replies = atOnce(200, i -> book(i, wish));

        assertThat(replies).filteredOn(each -> each.status() == 201).hasSize(10);
        assertThat(replies).filteredOn(each -> each.code().equals("slot_taken")).hasSize(190);
    }

    @Test
    void of_three_pairs_two_get_five_seats() {
        for (int round = 0; round < 5; round++) {
            var wish = wish("yoga", "2026-12-%02dT15:00".formatted(7 + round), "x@example.org", "y@example.org");

            var replies = atOnce(3, i -> book(i, wish));

            assertThat(replies).filteredOn(each -> each.status() == 201).hasSize(2);
            assertThat(replies)
                    .filteredOn(each -> each.code().equals("slot_taken"))
                    .hasSize(1);
        }
    }

    @Test
    void sessions_that_overlap_each_other_and_single_bookings_have_one_winner() throws SQLException {
        for (int day = 14; day <= 18; day++) {
            var date = "2026-12-%dT".formatted(day);
            var nine = Practice.wish("yoga", date + "09:00", "studio");
            var halfPast = Practice.wish("yoga", date + "09:30", "studio");
            var alone = Practice.wish("visit", date + "09:30", "studio");

            var replies = atOnce(60, i -> book(i, List.of(nine, halfPast, alone).get(i / 2 % 3)));

            assertThat(replies).allSatisfy(each -> assertThat(each.status()).isIn(201, 409));
            assertThat(replies.stream()
                            .filter(each -> each.status() == 201)
                            .map(each ->
                                    each.json().getString("start") + each.json().getString("service"))
                            .distinct())
                    .hasSize(1);
        }
    }

    @Test
    void the_order_of_roles_never_makes_a_deadlock() {
        for (int day = 7; day <= 11; day++) {
            var date = "2026-12-%02dT".formatted(day);

            var replies = atOnce(
                    84,
                    i -> book(i, Practice.wish(i % 4 < 2 ? "ab" : "ba", date + "%02d:00".formatted(9 + i % 7), "")));

            assertThat(replies).allSatisfy(each -> assertThat(each.status()).isIn(201, 409));
            assertThat(replies).filteredOn(each -> each.status() == 201).hasSize(3 * 7);
        }
    }

    @Test
    void moves_that_cross_neither_lose_a_seat_nor_meet_in_a_deadlock() {
        for (int round = 0; round < 5; round++) {
            var date = "2026-12-2%dT".formatted(1 + round);
            var early =
                    IntStream.range(0, 3).mapToObj(i -> booked(date + "09:00")).toList();
            var late =
                    IntStream.range(0, 3).mapToObj(i -> booked(date + "11:00")).toList();

            var replies = atOnce(
                    6,
                    i -> i % 2 == 0
                            ? move(i, early.get(i / 2), date + "11:00")
                            : move(i, late.get(i / 2), date + "09:00"));

            assertThat(replies).allSatisfy(each -> assertThat(each.status()).isIn(200, 409));
            assertThat(replies).filteredOn(each -> each.status() == 200).hasSizeGreaterThanOrEqualTo(4);
        }
    }

    /// Both have read the same version of it.
    @Test
    void a_booking_that_is_moved_by_several_at_once_takes_its_seat_once() {
        for (int round = 0; round < 5; round++) {
            var date = "2027-01-%dT".formatted(11 + round);
            var id = booked(date + "09:00");

            var replies = atOnce(4, i -> move(2 * i, id, date + (11 + i) + ":00"));

            assertThat(replies).allSatisfy(each -> assertThat(each.status()).isEqualTo(200));
        }
    }

    @Test
    void everybody_leaves_while_others_come() {
        for (int round = 0; round < 5; round++) {
            var start = "2027-01-0%dT09:00".formatted(4 + round);
            var ids = IntStream.range(0, 5).mapToObj(i -> booked(start)).toList();
            var wish = Practice.wish("yoga", start, "studio");

            var replies = atOnce(
                    15,
                    i -> i % 3 == 0
                            ? nodes.get(i % 2).postAsync("/v1/bookings/" + ids.get(i / 3) + "/cancel", "")
                            : book(i, wish));

            assertThat(replies).allSatisfy(each -> assertThat(each.status()).isIn(200, 201, 409));
            assertThat(replies).filteredOn(each -> each.status() == 200).hasSize(5);
            assertThat(replies).filteredOn(each -> each.status() == 201).hasSizeLessThanOrEqualTo(5);
            // Whatever the order was, there is room now for as many as are missing.
            long left =
                    5 - replies.stream().filter(each -> each.status() == 201).count();
            assertThat(atOnce(8, i -> book(i, wish)))
                    .filteredOn(each -> each.status() == 201)
                    .hasSize((int) left);
        }
    }

    @Test
    void an_address_gets_one_seat_where_nobody_may_have_two() {
        var wish = wish("once", "2026-12-02T09:00", "ada@example.org");

        var replies = atOnce(20, i -> book(i, wish));

        var made = replies.stream().filter(each -> each.status() == 201).toList();
        assertThat(made).hasSize(1);
        assertThat(replies)
                .filteredOn(each -> each.code().equals("already_booked"))
                .hasSize(19)
                .allSatisfy(
                        each -> assertThat(each.json().getJsonObject("state").getString("booking"))
                                .isEqualTo(made.getFirst().json().getString("id")));
    }

    @Test
    void a_key_sent_in_parallel_takes_one_seat() throws SQLException {
        var wish = Practice.wish("yoga", "2026-12-03T09:00", "studio");

        var replies = atOnce(20, i -> nodes.get(i % 2).postAsync("/v1/bookings", wish, "Idempotency-Key", "seat"));

        assertThat(replies).allSatisfy(each -> assertThat(each.status()).isEqualTo(201));
        assertThat(replies.stream().map(Reply::text).distinct()).hasSize(1);
        assertThat(practice.number("select taken from session where starts_at = '2026-12-03T08:00Z'"))
                .isEqualTo(1);
    }

    private static long sessions(String start) throws SQLException {
        return practice.number("""
                select count(*) from session s join service v on v.no = s.service
                where v.id = 'yoga' and s.places::text like '%%studio"%%' and s.starts_at = '%s'
                """.formatted(start));
    }

    private static String booked(String start) {
        var booked = practice.book("yoga", start, "studio");
        assertThat(booked.status()).isEqualTo(201);
        return booked.json().getString("id");
    }

    private static CompletableFuture<Reply> move(int i, String id, String start) {
        return nodes.get(i / 2 % 2).postAsync("/v1/bookings/" + id + "/reschedule", "{\"start\":\"" + start + "\"}");
    }

    private static CompletableFuture<Reply> book(int i, String wish) {
        return nodes.get(i % 2).postAsync("/v1/bookings", wish);
    }

    private static String wish(String what, String start, String... emails) {
        var attendees = new JsonArray();
        for (var each : emails) {
            attendees.add(new JsonObject().put("name", "Ada").put("email", each));
        }
        return new JsonObject(Practice.wish(what, start, "studio"))
                .put("attendees", attendees)
                .encode();
    }

    private static <T> List<T> atOnce(int count, IntFunction<CompletableFuture<T>> act) {
        return IntStream.range(0, count).mapToObj(act).toList().stream()
                .map(CompletableFuture::join)
                .toList();
    }
}
