package scheduler.waitlist;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Those who wait for a time: what becomes free is held for the first whom it suits.
class WaitlistTest {

    @RegisterExtension
    static final Service service = new Service().with("SCHEDULER_BOOKING_WAITLIST_INTERVAL", "PT0.2S");

    private static Practice practice;
    private static Client client;
    private static List<Client> nodes;
    private static int resources;

    private static String visit = "";
    private String room = "";

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .service("yoga", "{\"duration\":\"PT8H\",\"capacity\":2}")
                .service("visit", "{\"duration\":\"PT4H\"}")
                .service("once", "{\"duration\":\"PT8H\",\"capacity\":5,\"policy\":{\"unique\":true}}");
        client = practice.client();
        nodes = List.of(client, service.startNode().client());
    }

    /// A room of its own for each test, with two visits a day.
    @BeforeEach
    void set_the_clock() {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
        room = "room-" + resources++;
        visit = "visit-" + room;
        practice.resource(room).service(visit, "{\"duration\":\"PT4H\"}");
    }

    @AfterEach
    void nothing_is_claimed_twice() throws SQLException {
        assertThat(practice.overlappingClaims()).isZero();
        assertThat(
                        practice.number(
                                "select count(*) from (select hold from waitlist where hold is not null group by hold having count(*) > 1) t"))
                .isZero();
    }

    @Test
    void what_is_cancelled_is_offered_to_who_waits() {
        var morning = practice.book(visit, "2026-12-01T09:00", room);
        practice.book(visit, "2026-12-01T13:00", room);
        var entry = join("2026-12-01", "");
        assertThat(entry.status()).as(entry.text()).isEqualTo(201);
        assertThat(entry.header("Location")).isEqualTo("/v1/waitlist/" + id(entry));
        assertThat(state(entry).getString("status")).isEqualTo("waiting");
        assertThat(state(entry).getInteger("position")).isEqualTo(1);

        cancel(morning);

        var offered = await(entry, "offered");
        assertThat(offered.getJsonObject("offer").getString("start")).isEqualTo("2026-12-01T09:00:00+01:00");
        assertThat(offered.getJsonObject("offer").getString("expiresAt")).startsWith("2026-11-24T08:15:00");
        assertThat(practice.book(visit, "2026-12-01T09:00", room).code()).isEqualTo("slot_taken");
        assertThat(client.get("/v1/holds/" + offered.getString("hold")).json().getString("status"))
                .isEqualTo("held");

        var booked = client.post("/v1/bookings", "{\"hold\":\"" + offered.getString("hold") + "\"}");
        assertThat(booked.status()).isEqualTo(201);
        assertThat(await(entry, "booked").getString("booking"))
                .isEqualTo(booked.json().getString("id"));
        assertThat(types(entry)).containsExactly("waitlist.joined", "waitlist.offered", "waitlist.booked");
    }

    @Test
    void who_joins_is_told_his_place_at_once() {
        full("2026-12-01");

        assertThat(join("2026-12-01", "").json().getInteger("position")).isEqualTo(1);
        assertThat(join("2026-12-01", "").json().getInteger("position")).isEqualTo(2);
    }

    @Test
    void an_offer_of_what_begins_soon_stands_until_it_begins() {
        service.clock().set(Instant.parse("2026-12-01T07:50:00Z"));

        var offer = await(join("2026-12-01", "\"ttl\":\"PT24H\""), "offered").getJsonObject("offer");

        assertThat(offer.getString("start")).isEqualTo("2026-12-01T09:00:00+01:00");
        assertThat(Instant.parse(offer.getString("expiresAt"))).isEqualTo("2026-12-01T08:00:00Z");
    }

    @Test
    void a_wish_that_can_no_longer_be_read_keeps_nobody_behind_it_from_an_offer() throws SQLException {
        var booked = full("2026-12-01");
        var broken = join("2026-12-01", "");
        var next = join("2026-12-01", "");
        run("update waitlist set wish = '{\"service\":7}' where id = '" + id(broken) + "'");

        cancel(booked.getFirst());

        assertThat(await(next, "offered").getJsonObject("offer").getString("start"))
                .isEqualTo("2026-12-01T09:00:00+01:00");
        run("delete from waitlist where id = '" + id(broken) + "'");
    }

    /// He waits on in vain, which is no failure of the looks of which each would log one.
    @Test
    void where_nothing_can_be_booked_at_all_nobody_is_looked_for() {
        var logger = (Logger) LoggerFactory.getLogger(Look.class);
        var said = new CopyOnWriteArrayList<ILoggingEvent>();
        var appender = new AppenderBase<ILoggingEvent>() {
            @Override
            protected void append(ILoggingEvent event) {
                said.add(event);
            }
        };
        appender.start();
        logger.addAppender(appender);
        practice.service(visit, "{\"duration\":\"PT4H\",\"minNotice\":\"P30D\",\"horizon\":\"P20D\"}");
        var entry = join("2026-12-01", "");
        practice.service("sooner-" + room, "{\"duration\":\"PT4H\"}");

        // Who came later has his turn after him.
        var other = client.post("/v1/waitlist", wish("sooner-" + room, "2026-12-01", room, ""));
        await(other, "offered");
        logger.detachAppender(appender);

        assertThat(state(entry).getString("status")).isEqualTo("waiting");
        assertThat(said).isEmpty();
    }

    private static void run(String statement) throws SQLException {
        try (var connection = service.postgres().jdbc();
                var each = connection.createStatement()) {
            each.execute(statement);
        }
    }

    @Test
    void what_is_free_already_is_offered_at_once() {
        var entry = join("2026-12-01", "");

        assertThat(await(entry, "offered").getJsonObject("offer").getString("start"))
                .isEqualTo("2026-12-01T09:00:00+01:00");
    }

    @Test
    void who_came_first_is_first_and_an_offer_that_is_over_goes_to_the_next() {
        var booked = full("2026-12-01");
        var first = join("2026-12-01", "");
        var second = join("2026-12-01", "");
        var third = join("2026-12-01", "");

        cancel(booked.getFirst());
        await(first, "offered");
        assertThat(state(second).getInteger("position")).isEqualTo(1);
        assertThat(state(third).getInteger("position")).isEqualTo(2);

        service.clock().advance(Duration.ofMinutes(15));
        await(first, "lapsed");
        var offered = await(second, "offered");
        client.delete("/v1/holds/" + offered.getString("hold"));
        await(second, "lapsed");
        await(third, "offered");
        assertThat(types(first)).containsExactly("waitlist.joined", "waitlist.offered", "waitlist.lapsed");
        var told = client.get("/v1/events?subject=" + id(first)).items();
        assertThat(told.getJsonObject(1).getJsonObject("data").getJsonObject("previous"))
                .isEqualTo(new JsonObject()
                        .put("status", "waiting")
                        .putNull("hold")
                        .putNull("offer"));
        assertThat(told.getJsonObject(2).getJsonObject("data").getJsonObject("previous"))
                .isEqualTo(new JsonObject().put("status", "offered"));
    }

    @Test
    void who_leaves_is_told_the_same_however_often_he_says_so() {
        full("2026-12-01");
        var entry = join("2026-12-01", "");

        var replies = IntStream.range(0, 8)
                .mapToObj(i -> nodes.get(i % nodes.size())
                        .sendAsync("DELETE", "/v1/waitlist/" + id(entry), "", "Idempotency-Key", "leave-" + id(entry)))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(replies).extracting(Reply::status).containsOnly(204);
        assertThat(types(entry)).containsExactly("waitlist.joined", "waitlist.left");
    }

    @Test
    void whom_it_does_not_suit_is_passed_over() {
        var booked = full("2026-12-01");
        practice.resource("other-" + room);
        full("2026-12-01", "other-" + room);
        var afternoon = join("2026-12-01", "\"between\":{\"from\":\"12:00\",\"to\":\"18:00\"}");
        var weekend = join("2026-12-01", "\"days\":[\"sat\",\"sun\"]");
        var elsewhere = client.post("/v1/waitlist", wish(visit, "2026-12-01", "other-" + room, ""));
        var longer = join("2026-12-02T00:00:00Z", "2026-12-02T01:00:00Z", "");
        var morning = join("2026-12-01", "\"days\":[\"tue\"],\"between\":{\"from\":\"09:00\",\"to\":\"10:00\"}");

        cancel(booked.getFirst());

        await(morning, "offered");
        assertThat(List.of(afternoon, weekend, elsewhere, longer))
                .allSatisfy(each -> assertThat(state(each).getString("status")).isEqualTo("waiting"));
        cancel(booked.getLast());
        await(afternoon, "offered");
    }

    @Test
    void who_leaves_is_passed_over_and_gives_back_what_was_offered() {
        var booked = full("2026-12-01");
        var first = join("2026-12-01", "");
        var second = join("2026-12-01", "");
        var third = join("2026-12-01", "");

        assertThat(client.delete("/v1/waitlist/" + id(first)).status()).isEqualTo(204);
        assertThat(state(first).getString("status")).isEqualTo("left");
        cancel(booked.getFirst());
        await(second, "offered");
        assertThat(client.delete("/v1/waitlist/" + id(second) + "?dryRun=true").status())
                .isEqualTo(204);
        assertThat(state(second).getString("status")).isEqualTo("offered");
        assertThat(client.delete("/v1/waitlist/" + id(second)).status()).isEqualTo(204);
        await(third, "offered");

        var again = client.delete("/v1/waitlist/" + id(first));
        assertThat(again.code()).isEqualTo("wrong_status");
        assertThat(again.json().getJsonObject("state").getString("status")).isEqualTo("left");
    }

    @Test
    void who_has_booked_what_was_offered_has_not_left() throws SQLException {
        var booked = full("2026-12-01");
        var entry = join("2026-12-01", "");
        cancel(booked.getFirst());
        var hold = await(entry, "offered").getString("hold");
        var asked = List.of(
                client.postAsync("/v1/bookings", "{\"hold\":\"" + hold + "\"}"),
                nodes.get(1).sendAsync("DELETE", "/v1/waitlist/" + id(entry), ""));
        asked.forEach(CompletableFuture::join);

        var taken = asked.getFirst().join();
        var left = asked.getLast().join();

        assertThat(List.of(taken.status(), left.status()))
                .as(taken.text() + left.text())
                .isIn(List.of(201, 409), List.of(410, 204), List.of(404, 204), List.of(409, 204));
        boolean isBooked = taken.status() == 201;
        assertThat(await(entry, isBooked ? "booked" : "left")).isNotNull();
        assertThat(practice.number("select count(*) from booking where id = '" + hold + "' and status = 'held'"))
                .isZero();
        assertThat(client.delete("/v1/waitlist/" + id(entry)).code()).isEqualTo("wrong_status");
    }

    @Test
    void who_leaves_after_booking_is_told_so() {
        var entry = join("2026-12-01", "");
        var hold = await(entry, "offered").getString("hold");
        assertThat(client.post("/v1/bookings", "{\"hold\":\"" + hold + "\"}").status())
                .isEqualTo(201);

        var left = client.delete("/v1/waitlist/" + id(entry));

        assertThat(left.code()).isEqualTo("wrong_status");
        assertThat(left.json().getJsonObject("state").getString("status")).isEqualTo("booked");
    }

    @Test
    void who_answers_an_offer_reads_so_at_once() {
        var entry = join("2026-12-01", "");
        var other = join("2026-12-02", "");
        var hold = await(entry, "offered").getString("hold");
        var released = await(other, "offered").getString("hold");
        assertThat(client.post("/v1/bookings", "{\"hold\":\"" + hold + "\"}").status())
                .isEqualTo(201);

        var booked = state(entry);

        assertThat(booked.getString("status")).isEqualTo("booked");
        assertThat(booked.getString("booking")).isEqualTo(hold);
        client.delete("/v1/holds/" + released);
        assertThat(state(other).getString("status")).isEqualTo("lapsed");
        assertThat(types(entry)).containsExactly("waitlist.joined", "waitlist.offered", "waitlist.booked");
        assertThat(types(other)).containsExactly("waitlist.joined", "waitlist.offered", "waitlist.lapsed");
    }

    @Test
    void whose_day_is_used_up_is_offered_another() {
        var limited = "limited-" + room;
        practice.service(
                limited, "{\"duration\":\"PT4H\",\"limits\":[{\"max\":1,\"per\":\"day\",\"of\":\"customer\"}]}");
        var ada = "\"attendees\":[{\"name\":\"Ada\",\"email\":\"ada-" + room + "@example.org\"}]";
        var booked = client.post(
                "/v1/bookings",
                "{\"service\":\"" + limited + "\",\"start\":\"2026-12-01T09:00\",\"resource\":\"" + room + "\"," + ada
                        + "}");
        assertThat(booked.status()).as(booked.text()).isEqualTo(201);

        var entry = client.post("/v1/waitlist", wish(limited, "2026-12-01", "2026-12-03", room, ada));

        assertThat(await(entry, "offered").getJsonObject("offer").getString("start"))
                .isEqualTo("2026-12-02T09:00:00+01:00");
    }

    /// However the database goes about it, beside keys of all kinds.
    @Test
    void who_is_next_is_found_among_the_keys_of_others() throws SQLException {
        client.put("/v1/resources/dr-" + room, "{\"timeZone\":\"Europe/Berlin\"}", "Idempotency-Key", "dr-" + room);
        full("2026-12-01");
        var entry = join("2026-12-01", "");
        var arguments = List.of(
                "(select tenant from waitlist where id = '" + id(entry) + "')",
                "'" + visit + "'",
                "'1970-01-01Z'",
                "'00000000-0000-0000-0000-000000000000'",
                "50",
                "'" + WaitlistStore.KEY + "'");
        var query = WaitlistStore.NEXT;
        for (int i = 0; i < arguments.size(); i++) {
            query = query.replace("$" + (i + 1), arguments.get(i));
        }
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute("set enable_nestloop = off; set enable_indexscan = off; set enable_bitmapscan = off");
            var found = statement.executeQuery(query);

            assertThat(found.next()).isTrue();
            assertThat(found.getString("id")).isEqualTo(id(entry));
        }
    }

    @Test
    void a_move_and_new_hours_free_times_too() {
        var booked = full("2026-12-01");
        var moved = join("2026-12-01", "");
        client.post(
                "/v1/bookings/" + booked.getFirst().json().getString("id") + "/reschedule",
                "{\"start\":\"2026-12-02T09:00\"}");
        await(moved, "offered");

        var saturday = join("2026-12-05", "");
        practice.schedule(
                room,
                "{\"weekly\":[{\"days\":[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\",\"sat\"],\"from\":\"09:00\",\"to\":\"17:00\"}]}");
        await(saturday, "offered");
    }

    @Test
    void a_seat_is_offered_to_who_needs_no_more() {
        var one = client.post("/v1/bookings", Practice.wish("yoga", "2026-12-01T09:00", room));
        client.post("/v1/bookings", Practice.wish("yoga", "2026-12-01T09:00", room));
        var two = client.post("/v1/waitlist", wish("yoga", "2026-12-01", room, "\"seats\":2"));
        var single = client.post("/v1/waitlist", wish("yoga", "2026-12-01", room, ""));

        cancel(one);

        await(single, "offered");
        assertThat(state(two).getString("status")).isEqualTo("waiting");
        assertThat(client.post("/v1/bookings", Practice.wish("yoga", "2026-12-01T09:00", room))
                        .code())
                .isEqualTo("slot_taken");
    }

    @Test
    void who_waits_in_vain_is_told() {
        full("2026-12-01");
        var entry = join("2026-12-01", "");
        service.clock().set(Instant.parse("2026-12-02T00:00:00Z"));

        await(entry, "expired");
        assertThat(types(entry)).containsExactly("waitlist.joined", "waitlist.expired");
    }

    @Test
    void from_whom_a_plan_takes_back_what_was_offered_waits_on() throws SQLException {
        var both = join("2026-12-01", "2026-12-02", "");
        var offered = await(both, "offered");
        assertThat(offered.getJsonObject("offer").getString("start")).startsWith("2026-12-01T09:00");
        var one = join("2026-12-01", "");
        var its = await(one, "offered");
        assertThat(its.getJsonObject("offer").getString("start")).startsWith("2026-12-01T13:00");

        var block = absent("2026-12-01");

        var again = await(both, "offered");
        assertThat(again.getString("hold")).isNotEqualTo(offered.getString("hold"));
        assertThat(again.getJsonObject("offer").getString("start")).startsWith("2026-12-02T09:00");
        assertThat(types(both))
                .containsExactly("waitlist.joined", "waitlist.offered", "waitlist.renewed", "waitlist.offered");
        var waiting = state(one);
        assertThat(waiting.getString("status")).isEqualTo("waiting");
        assertThat(waiting.fieldNames()).contains("position").doesNotContain("hold", "offer");
        client.delete("/v1/resources/" + room + "/blocks/" + block);
        assertThat(await(one, "offered").getString("hold")).isNotEqualTo(its.getString("hold"));
        assertThat(practice.differences()).noneMatch(line -> line.contains(id(both)) || line.contains(id(one)));
    }

    /// Applies a plan for a day on which the room cannot be used, and gives the block.
    private String absent(String day) {
        var absence = new JsonObject()
                .put("resource", room)
                .put("start", day + "T00:00:00+01:00")
                .put("end", day + "T23:00:00+01:00")
                .encode();
        var plan = client.post("/v1/bookings/plan", absence);
        var applied = client.post("/v1/bookings/plan/apply", absence, "If-Match", plan.header("ETag"));
        assertThat(applied.status()).as(applied.text()).isEqualTo(200);
        return applied.json().getString("block");
    }

    /// As a node leaves it that has made a hold and dies before it can tell of it, when the hold is over by then.
    @Test
    void whose_hold_is_over_before_he_is_told_waits_on_and_the_log_says_so() throws SQLException {
        var booked = full("2026-12-01");
        var entry = join("2026-12-01", "");
        cancel(booked.getFirst());
        var hold = await(entry, "offered").getString("hold");
        client.delete("/v1/holds/" + hold);
        await(entry, "lapsed");
        run("update waitlist set status = 'waiting', version = 1, hold = null, offer = null where id = '" + id(entry)
                + "'");

        client.post("/v1/waitlist", wish(visit, "2026-12-03", room, ""));

        var offered = await(entry, "offered");
        assertThat(offered.getString("hold")).isNotEqualTo(hold);
        assertThat(offered.getInteger("version")).isEqualTo(3);
        assertThat(types(entry))
                .endsWith("waitlist.lapsed", "waitlist.renewed", "waitlist.offered")
                .hasSize(5);
    }

    /// As a node does that dies after it has made the hold.
    @Test
    void a_hold_that_was_made_for_an_entry_is_the_one_it_is_offered() throws SQLException {
        var booked = full("2026-12-01");
        var entry = join("2026-12-01", "");
        cancel(booked.getFirst());
        var hold = await(entry, "offered").getString("hold");
        run("update waitlist set status = 'waiting', version = 1, hold = null, offer = null where id = '" + id(entry)
                + "'");

        client.post("/v1/waitlist", wish(visit, "2026-12-03", room, ""));

        assertThat(await(entry, "offered").getString("hold")).isEqualTo(hold);
    }

    @Test
    void on_two_nodes_every_time_is_offered_once_and_nobody_overtakes() throws SQLException {
        var booked = new ArrayList<Reply>();
        for (var day : List.of("01", "02", "03", "04", "07")) {
            booked.addAll(full("2026-12-" + day));
        }
        var entries = new ArrayList<Reply>();
        for (int i = 0; i < 24; i++) {
            service.clock().advance(Duration.ofMillis(1));
            entries.add(nodes.get(i % 2).post("/v1/waitlist", wish(visit, "2026-12-01", "2026-12-07", room, "")));
        }

        var asked = IntStream.range(0, booked.size())
                .mapToObj(i -> nodes.get(i % 2)
                        .postAsync("/v1/bookings/" + booked.get(i).json().getString("id") + "/cancel", ""))
                .toList();
        asked.forEach(CompletableFuture::join);

        for (int i = 0; i < 10; i++) {
            await(entries.get(i), "offered");
        }
        for (int i = 10; i < 24; i++) {
            assertThat(state(entries.get(i)).getString("status")).isEqualTo("waiting");
        }
        var starts = new HashSet<String>();
        entries.subList(0, 10)
                .forEach(each -> starts.add(state(each).getJsonObject("offer").getString("start")));
        assertThat(starts).hasSize(10);
        assertThat(practice.number("""
                select count(*) from booking where status = 'held' and resources::text like '%"ROOM"%'
                """.replace("ROOM", room))).isEqualTo(10);
    }

    @Test
    void sent_twice_one_waits_once_and_a_dry_run_waits_not_at_all() throws SQLException {
        var before = practice.number("select count(*) from waitlist");
        var body = wish(visit, "2026-12-05", room, "");

        var tried = client.post("/v1/waitlist?dryRun=true", body);
        assertThat(tried.status()).isEqualTo(200);
        var one = client.post("/v1/waitlist", body, "Idempotency-Key", "w-" + room);
        var again = client.post("/v1/waitlist", body, "Idempotency-Key", "w-" + room);

        assertThat(again.text()).isEqualTo(one.text());
        assertThat(practice.number("select count(*) from waitlist")).isEqualTo(before + 1);
        assertThat(client.get("/v1/waitlist?status=waiting&service=" + visit + "&limit=200")
                        .items())
                .extracting(each -> ((JsonObject) each).getString("id"))
                .contains(id(one));
        assertThat(client.get("/v1/waitlist?attendee=nobody@example.org").items())
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"from\":\"2026-12-01\",\"to\":\"2026-12-01\"}|invalid|/service",
                "{\"service\":\"visit\",\"to\":\"2026-12-01\"}|invalid|/from",
                "{\"service\":\"visit\",\"from\":\"2026-12-02\",\"to\":\"2026-12-01\"}|invalid|/to",
                "{\"service\":\"visit\",\"from\":\"2026-12-01\",\"to\":\"2028-12-01\"}|invalid|/to",
                "{\"service\":\"visit\",\"from\":\"2026-11-01\",\"to\":\"2026-11-02\"}|invalid|/to",
                "{\"service\":\"visit\",\"from\":\"soon\",\"to\":\"2026-12-01\"}|invalid|/from",
                "{\"service\":\"visit\",\"from\":\"2026-12-01\",\"to\":\"2026-12-01\",\"days\":[\"someday\"]}|invalid|/days/0",
                "{\"service\":\"visit\",\"from\":\"2026-12-01\",\"to\":\"2026-12-01\",\"between\":{\"from\":\"9\",\"to\":\"10\"}}|invalid|/between",
                "{\"service\":\"visit\",\"from\":\"2026-12-01\",\"to\":\"2026-12-01\",\"ttl\":\"PT1S\"}|invalid|/ttl",
                "{\"service\":\"yoga\",\"from\":\"2026-12-01\",\"to\":\"2026-12-01\",\"seats\":3}|invalid|/seats",
                "{\"service\":\"once\",\"from\":\"2026-12-01\",\"to\":\"2026-12-01\",\"attendees\":[{\"name\":\"A\",\"email\":\"a@x.org\"},{\"name\":\"B\"},{\"name\":\"C\",\"email\":\"A@x.org\"}]}|already_booked|/attendees/2/email",
                "{\"service\":\"nothing\",\"from\":\"2026-12-01\",\"to\":\"2026-12-01\"}|unknown_service|/service",
                "{\"service\":\"visit\",\"from\":\"2026-12-01\",\"to\":\"2026-12-01\",\"resource\":\"nobody\"}|unknown_resource|/resource",
                "{\"service\":\"visit\",\"from\":\"2026-12-01\",\"to\":\"2026-12-01\",\"start\":\"2026-12-01\"}|malformed|/start"
            })
    void bad_input_is_named(String body, String code, String pointer) {
        var refused = client.post("/v1/waitlist", body);

        assertThat(refused.code()).as(refused.text()).isEqualTo(code);
        assertThat(refused.pointer()).isEqualTo(pointer);
    }

    @Test
    void nobody_waits_for_more_than_a_hundred_times() {
        var ada = "\"attendees\":[{\"name\":\"Ada\",\"email\":\"Ada@example.org\"}],\"days\":[\"sun\"]";
        var body = wish(visit, "2026-12-06", room, ada);
        var asked = IntStream.range(0, 104)
                .mapToObj(i -> nodes.get(i % 2).postAsync("/v1/waitlist", body))
                .toList();
        assertThat(asked.stream().map(CompletableFuture::join).filter(each -> each.status() == 201))
                .hasSize(100);

        assertThat(join("2026-12-06", ada).code()).isEqualTo("limit_reached");
        assertThat(client.get("/v1/waitlist?attendee=ada@example.org&limit=200").items())
                .hasSize(100);
    }

    @Test
    void what_is_not_there_is_not_found() {
        assertThat(client.get("/v1/waitlist/019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b6e")
                        .code())
                .isEqualTo("not_found");
        assertThat(client.delete("/v1/waitlist/x").code()).isEqualTo("not_found");
    }

    private List<Reply> full(String day) {
        return full(day, room);
    }

    private static List<Reply> full(String day, String resource) {
        return List.of(practice.book(visit, day + "T09:00", resource), practice.book(visit, day + "T13:00", resource));
    }

    private Reply join(String day, String more) {
        service.clock().advance(Duration.ofMillis(1));
        return client.post("/v1/waitlist", wish(visit, day, room, more));
    }

    private Reply join(String from, String to, String more) {
        return client.post("/v1/waitlist", wish(visit, from, to, room, more));
    }

    private static String wish(String what, String day, String resource, String more) {
        return wish(what, day, day, resource, more);
    }

    private static String wish(String what, String from, String to, String resource, String more) {
        return "{\"service\":\"" + what + "\",\"from\":\"" + from + "\",\"to\":\"" + to + "\",\"resource\":\""
                + resource + "\"" + (more.isEmpty() ? "" : "," + more) + "}";
    }

    private static void cancel(Reply booked) {
        var cancelled = client.post("/v1/bookings/" + booked.json().getString("id") + "/cancel", "");
        assertThat(cancelled.status()).as(cancelled.text()).isEqualTo(200);
    }

    private static String id(Reply entry) {
        return entry.json().getString("id");
    }

    private static JsonObject state(Reply entry) {
        return client.get("/v1/waitlist/" + id(entry)).json();
    }

    private static JsonObject await(Reply entry, String status) {
        Patience.until(() -> state(entry).getString("status").equals(status));
        return state(entry);
    }

    private static List<String> types(Reply entry) {
        return client.get("/v1/events?subject=" + id(entry)).items().stream()
                .map(each -> ((JsonObject) each).getString("type"))
                .toList();
    }
}
