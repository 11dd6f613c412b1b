package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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

/// Many want to hold, to book, to extend and to release the same at once, on two nodes.
class HoldRaceTest {

    @RegisterExtension
    static final Service service = new Service().with("SCHEDULER_BOOKING_EXPIRY_INTERVAL", "PT0.02S");

    static Practice practice;
    static List<Client> nodes;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .resource("lee")
                .resource("a1", "a")
                .resource("b1", "b")
                .service("visit", "{\"duration\":\"PT30M\"}")
                .service("ab", """
                        {"duration":"PT30M","requirements":[{"role":"a","pool":"a"},{"role":"b","pool":"b"}]}
                        """)
                .service("ba", """
                        {"duration":"PT30M","requirements":[{"role":"b","pool":"b"},{"role":"a","pool":"a"}]}
                        """)
                .service("yoga", "{\"duration\":\"PT1H\",\"capacity\":5}");
        nodes = List.of(service.client(), service.startNode().client());
    }

    @AfterEach
    void nothing_is_claimed_twice_or_for_nobody() throws SQLException {
        assertThat(practice.overlappingClaims()).isZero();
        assertThat(practice.number("""
                select count(*) from claim c left join booking b on b.id = c.booking
                left join session s on s.id = c.booking
                where b.status in ('declined', 'expired', 'cancelled') or (b.id is null and coalesce(s.taken, 0) = 0)
                """)).isZero();
        assertThat(practice.number("""
                select count(*) from session s where taken <> (
                  select coalesce(sum(b.seats), 0) from booking b
                  where b.session = s.id and b.status not in ('declined', 'expired', 'cancelled'))
                """)).isZero();
        assertThat(practice.number("select deadlocks from pg_stat_database where datname = current_database()"))
                .isZero();
    }

    @Test
    void of_many_who_hold_or_book_a_time_one_gets_it() {
        for (int round = 0; round < 5; round++) {
            var start = "2026-12-01T%02d:00".formatted(9 + round);
            var wish = HoldTest.wish("visit", start, "lee", "");

            var replies = atOnce(100, i -> nodes.get(i % 2).postAsync(i % 3 == 0 ? "/v1/holds" : "/v1/bookings", wish));

            assertThat(replies).filteredOn(each -> each.status() == 201).hasSize(1);
            assertThat(replies)
                    .filteredOn(each -> each.code().equals("slot_taken"))
                    .hasSize(99);
        }
    }

    /// The clock passes the end of the hold while its customer and others want to have it.
    @Test
    void at_its_end_a_hold_is_booked_by_one_only() {
        for (int round = 0; round < 30; round++) {
            var start = "2026-12-%02dT%02d:00".formatted(2 + round / 8 + (round / 8 > 2 ? 2 : 0), 9 + round % 8);
            var wish = HoldTest.wish("visit", start, "lee", "\"ttl\":\"PT1M\"");
            var held = nodes.get(round % 2).post("/v1/holds", wish);
            assertThat(held.status()).as(held.text()).isEqualTo(201);
            var agreed = "{\"hold\":\"" + held.json().getString("id") + "\"}";
            var other = HoldTest.wish("visit", start, "lee", "");
            service.clock().advance(Duration.ofSeconds(59));

            var requests = new ArrayList<CompletableFuture<Reply>>();
            for (int i = 0; i < 6; i++) {
                if (i == round % 6) {
                    service.clock().advance(Duration.ofSeconds(1));
                }
                requests.add(nodes.get(i % 2).postAsync("/v1/bookings", i % 2 == 0 ? agreed : other));
            }
            var replies = requests.stream().map(CompletableFuture::join).toList();

            assertThat(replies).extracting(Reply::status).contains(201).isSubsetOf(201, 409, 410);
            assertThat(replies).filteredOn(each -> each.status() == 201).hasSize(1);
        }
    }

    @Test
    void everything_that_can_happen_to_a_hold_happens_at_once_and_one_of_it_stands() {
        for (int round = 0; round < 10; round++) {
            var start = "2026-12-%02dT%02d:00".formatted(10 + round / 8, 9 + round % 8);
            var held = nodes.get(0).post("/v1/holds", HoldTest.wish("visit", start, "lee", ""));
            assertThat(held.status()).as(held.text()).isEqualTo(201);
            var id = held.json().getString("id");

            var replies = atOnce(12, i -> switch (i % 3) {
                case 0 -> nodes.get(i % 2).postAsync("/v1/bookings", "{\"hold\":\"" + id + "\"}");
                case 1 -> nodes.get(i % 2).sendAsync("DELETE", "/v1/holds/" + id, "");
                default -> nodes.get(i % 2).sendAsync("PATCH", "/v1/holds/" + id, "{\"ttl\":\"PT9M\"}");
            });

            assertThat(replies).extracting(Reply::status).isSubsetOf(200, 201, 204, 404, 409, 410);
            assertThat(replies.stream().filter(each -> each.status() == 201 || each.status() == 204))
                    .as(replies.stream().map(Reply::text).toList().toString())
                    .hasSize(1);
        }
    }

    @Test
    void the_order_of_roles_never_makes_a_deadlock() {
        for (int round = 0; round < 5; round++) {
            var day = "2026-12-%02dT".formatted(14 + round);

            var replies = atOnce(
                    64,
                    i -> nodes.get(i % 2)
                            .postAsync(
                                    i % 8 < 4 ? "/v1/holds" : "/v1/bookings",
                                    "{\"service\":\"" + (i % 4 < 2 ? "ab" : "ba") + "\",\"start\":\"" + day
                                            + "%02d:00\"}".formatted(9 + i % 8)));

            assertThat(replies).extracting(Reply::status).isSubsetOf(201, 409);
            assertThat(replies).filteredOn(each -> each.status() == 201).hasSize(8);
        }
    }

    @Test
    void seats_that_are_held_and_given_back_are_neither_lost_nor_doubled() {
        var start = "2026-12-21T09:00";
        var wish = HoldTest.wish("yoga", start, "lee", "\"ttl\":\"PT30S\"");
        var booking = HoldTest.wish("yoga", start, "lee", "");
        for (int round = 0; round < 5; round++) {
            var held = atOnce(20, i -> nodes.get(i % 2).postAsync("/v1/holds", wish));
            assertThat(held).filteredOn(each -> each.status() == 201).hasSize(5);
            service.clock().advance(Duration.ofSeconds(30));
        }

        var replies = atOnce(20, i -> nodes.get(i % 2).postAsync("/v1/bookings", booking));

        assertThat(replies).filteredOn(each -> each.status() == 201).hasSize(5);
    }

    @Test
    void a_node_ends_what_is_over_by_itself() {
        var held = nodes.get(0).post("/v1/holds", HoldTest.wish("visit", "2026-12-22T09:00", "lee", ""));
        service.clock().advance(Duration.ofMinutes(5));

        var end = Instant.now().plusSeconds(20);
        for (var node : nodes) {
            while (!node.get("/v1/slots?service=visit&resource=lee&from=2026-12-22&to=2026-12-22")
                    .text()
                    .contains("2026-12-22T09:00:00+01:00")) {
                assertThat(Instant.now()).isBefore(end);
            }
        }
        var path = "/v1/events?type=hold.expired&subject=" + held.json().getString("id");
        assertThat(nodes.get(0).get(path).items()).hasSize(1);
    }

    private static List<Reply> atOnce(int count, IntFunction<CompletableFuture<Reply>> act) {
        return IntStream.range(0, count).mapToObj(act).toList().stream()
                .map(CompletableFuture::join)
                .toList();
    }
}
