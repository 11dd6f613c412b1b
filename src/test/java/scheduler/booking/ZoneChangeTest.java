package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.booking.ZoneChangeStore.Compared;
import scheduler.booking.ZoneChangeStore.Noted;
import scheduler.testing.Client;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// What becomes of bookings ahead when the rules of a time zone change. Rules cannot change under a test, so it is the
/// rows that tell of other ones: a local time of which the instant has moved away, and a version that never was.
class ZoneChangeTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final String OLD = "2001a";
    private static final String NEW = "2099a";
    private static final String NEWER = "2099b";
    private static final String TOLD = """
            select count(*) from event e join booking b on b.tenant = e.tenant and b.id::text = e.subject
            where e.type = 'booking.time_zone_changed'
            """;

    @RegisterExtension
    static final Service service = new Service();

    static Practice practice;
    static Client client;
    static List<ZoneChangeNode> nodes;
    static int doctors;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .service("visit", "{\"duration\":\"PT30M\"}")
                .service("local", "{\"duration\":\"PT30M\",\"policy\":{\"timeZoneChange\":\"keepLocal\"}}")
                .service("course", """
                        {"duration":"PT1H","capacity":3,"policy":{"timeZoneChange":"keepLocal"}}
                        """);
        client = practice.client();
        nodes = List.of(new ZoneChangeNode(service), new ZoneChangeNode(service));
    }

    @AfterAll
    static void close() {
        nodes.forEach(ZoneChangeNode::close);
    }

    /// Rows are taken away behind the back of the service, so each test books with somebody of its own.
    @BeforeEach
    void begin_with_no_bookings() throws SQLException {
        service.clock().set(NOW);
        execute("delete from booking");
        doctors++;
        practice.resource(doctor()).schedule(doctor(), """
                {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                """);
    }

    private static String doctor() {
        return "doctor-" + doctors;
    }

    @Test
    void a_booking_whose_local_time_has_moved_keeps_its_instant_and_an_event_tells() throws SQLException {
        var booked = book("2026-12-01T09:00");
        movedBy("1 hour", booked);

        var noted = run(NEW);

        assertThat(noted).isEqualTo(new Noted(1, 1));
        var after = read(booked);
        assertThat(after.getString("start")).isEqualTo("2026-12-01T09:00:00+01:00");
        assertThat(after.getString("localStart")).isEqualTo("2026-12-01T10:00:00");
        assertThat(after.getInteger("version")).isEqualTo(2);
        assertThat(after.getInteger("sequence")).isZero();
        var events = events(booked);
        assertThat(events).hasSize(2);
        var event = events.getJsonObject(1);
        assertThat(event.getString("type")).isEqualTo("booking.time_zone_changed");
        var change = new JsonObject()
                .put("from", OLD)
                .put("to", NEW)
                .put("localStart", "2026-12-01T10:00:00")
                .put("start", "2026-12-01T09:00:00+01:00")
                .put("startByLocalTime", "2026-12-01T10:00:00+01:00");
        var claims = events.getJsonObject(0).getJsonObject("data").getJsonArray("claims");
        assertThat(event.getJsonObject("data"))
                .isEqualTo(after.copy().put("claims", claims).put("timeZoneChanged", change));
        assertThat(practice.book("visit", "2026-12-01T09:00", doctor()).code()).isEqualTo("slot_taken");
        assertThat(versions()).isEqualTo(NEW);
        assertThat(practice.overlappingClaims()).isZero();
    }

    @Test
    void the_others_are_noted_and_stay_as_they_are() throws SQLException {
        var booked = book("2026-12-01T09:00");
        older(booked);

        var noted = run(NEW);

        assertThat(noted).isEqualTo(new Noted(1, 0));
        assertThat(read(booked)).isEqualTo(booked);
        assertThat(events(booked)).hasSize(1);
        assertThat(versions()).isEqualTo(NEW);
    }

    @Test
    void what_has_been_noted_is_not_taken_up_again_and_a_later_version_tells_anew() throws SQLException {
        var booked = book("2026-12-01T09:00");
        movedBy("1 hour", booked);
        run(NEW);

        assertThat(run(NEW)).isEqualTo(new Noted(0, 0));
        assertThat(run(NEWER)).isEqualTo(new Noted(1, 1));
        assertThat(events(booked)).hasSize(3);
    }

    @Test
    void a_node_with_older_rules_leaves_alone_what_a_newer_one_has_noted() throws SQLException {
        var booked = book("2026-12-01T09:00");
        movedBy("1 hour", booked);
        run(NEWER);
        movedBy("1 hour", booked, NEWER);

        assertThat(run(NEW)).isEqualTo(new Noted(0, 0));
        assertThat(run(NEWER)).isEqualTo(new Noted(0, 0));
        assertThat(versions()).isEqualTo(NEWER);
    }

    @Test
    void a_booking_for_the_second_of_two_equal_local_times_has_not_moved() throws SQLException {
        var first = book("2027-10-31T02:30:00+02:00");
        var second = book("2027-10-31T02:30:00+01:00");
        older(first);
        older(second);

        assertThat(run(NEW)).isEqualTo(new Noted(2, 0));
    }

    @Test
    void of_two_equal_local_times_the_nearer_one_is_told_and_of_none_the_end_of_the_gap() throws SQLException {
        var before = book("2027-10-31T01:30:00+02:00");
        var after = book("2027-10-31T03:30:00+01:00");
        var early = book("2027-03-28T01:30:00+01:00");
        movedBy("1 hour", before);
        movedBy("-1 hour", after);
        movedBy("1 hour", early);

        run(NEW);

        assertThat(byLocalTime(before)).isEqualTo("2027-10-31T02:30:00+02:00");
        assertThat(byLocalTime(after)).isEqualTo("2027-10-31T02:30:00+01:00");
        assertThat(byLocalTime(early)).isEqualTo("2027-03-28T03:00:00+02:00");
    }

    @Test
    void whoever_reschedules_it_says_which_of_both_was_meant() throws SQLException {
        var keepsInstant = book("2026-12-01T09:00");
        var keepsLocalTime = book("2026-12-02T09:00");
        movedBy("1 hour", keepsInstant);
        movedBy("1 hour", keepsLocalTime);
        run(NEW);

        var first = reschedule(keepsInstant, "2026-12-01T09:00:00+01:00");
        var second = reschedule(keepsLocalTime, byLocalTime(keepsLocalTime));

        assertThat(first.getString("start")).isEqualTo("2026-12-01T09:00:00+01:00");
        assertThat(first.getString("localStart")).isEqualTo("2026-12-01T09:00:00");
        assertThat(second.getString("start")).isEqualTo("2026-12-02T10:00:00+01:00");
        assertThat(second.getString("localStart")).isEqualTo("2026-12-02T10:00:00");
        assertThat(run(NEWER)).isEqualTo(new Noted(2, 0));
    }

    @Test
    void a_service_may_have_its_bookings_keep_the_local_time() throws SQLException {
        var booked = book("local", "2026-12-01T09:00");
        movedBy("1 hour", booked);

        assertThat(run(NEW).changed()).isEqualTo(1);

        var after = read(booked);
        assertThat(after.getString("start")).isEqualTo("2026-12-01T10:00:00+01:00");
        assertThat(after.getString("localStart")).isEqualTo("2026-12-01T10:00:00");
        assertThat(after.getInteger("sequence")).isEqualTo(1);
        assertThat(events(booked)).hasSize(2);
        var event = events(booked).getJsonObject(1);
        assertThat(event.getString("type")).isEqualTo("booking.rescheduled");
        var data = event.getJsonObject("data");
        assertThat(data.getJsonObject("previous").getString("start")).isEqualTo("2026-12-01T09:00:00+01:00");
        assertThat(data.getJsonObject("timeZoneChanged").getString("localStart"))
                .isEqualTo("2026-12-01T10:00:00");
        assertThat(practice.book("visit", "2026-12-01T09:00", doctor()).status())
                .isEqualTo(201);
        assertThat(practice.book("visit", "2026-12-01T10:00", doctor()).code()).isEqualTo("slot_taken");
        assertThat(practice.overlappingClaims()).isZero();
    }

    @Test
    void those_of_a_whole_day_make_room_for_each_other_in_either_direction() throws SQLException {
        for (var each : List.of("1 hour", "-1 hour")) {
            var date = each.startsWith("-") ? "2026-12-02T" : "2026-12-01T";
            var booked = IntStream.range(0, 16)
                    .mapToObj(i -> book("local", date + "%02d:%02d".formatted(9 + i / 2, i % 2 * 30)))
                    .toList();
            for (var booking : booked) {
                movedBy(each, booking);
            }

            assertThat(run(NEW).changed()).isEqualTo(16);

            for (var booking : booked) {
                var after = read(booking);
                assertThat(instant(after)).isEqualTo(instant(booking).plusSeconds(each.startsWith("-") ? -3600 : 3600));
            }
        }
        assertThat(practice.overlappingClaims()).isZero();
    }

    @Test
    void two_nodes_at_once_move_those_of_a_whole_day() throws SQLException {
        for (int day = 1; day <= 4; day++) {
            var date = "2026-12-0" + day + "T";
            var booked = IntStream.range(0, 16)
                    .mapToObj(i -> book("local", date + "%02d:%02d".formatted(9 + i / 2, i % 2 * 30)))
                    .toList();
            for (var booking : booked) {
                movedBy("1 hour", booking);
            }

            var rounds = nodes.stream()
                    .map(each -> each.round(NEW, () -> false).run())
                    .toList();

            assertThat(rounds.stream().mapToInt(each -> await(each).changed()).sum())
                    .isEqualTo(16);
            assertThat(booked)
                    .allSatisfy(each -> assertThat(instant(read(each)))
                            .isEqualTo(instant(each).plusSeconds(3600)));
            assertThat(booked).allSatisfy(each -> assertThat(events(each)).hasSize(2));
        }
        assertThat(practice.overlappingClaims()).isZero();
    }

    @Test
    void where_the_local_time_cannot_be_had_a_booking_keeps_its_instant_and_the_event_says_why() throws SQLException {
        var first = book("local", "2026-12-01T09:00");
        var second = book("local", "2026-12-01T10:00");
        book("2026-12-01T11:00");
        movedBy("1 hour", first);
        movedBy("1 hour", second);

        assertThat(run(NEW).changed()).isEqualTo(2);

        for (var each : List.of(first, second)) {
            assertThat(read(each).getString("start")).isEqualTo(each.getString("start"));
            var event = events(each).getJsonObject(1);
            assertThat(event.getString("type")).isEqualTo("booking.time_zone_changed");
            assertThat(event.getJsonObject("data")
                            .getJsonObject("timeZoneChanged")
                            .getJsonObject("kept")
                            .getString("code"))
                    .isEqualTo("slot_taken");
        }
        assertThat(run(NEW)).isEqualTo(new Noted(0, 0));
    }

    @Test
    void those_in_a_session_move_into_one_again() throws SQLException {
        var booked = IntStream.range(0, 3)
                .mapToObj(_ -> book("course", "2026-12-01T09:00"))
                .toList();
        for (var booking : booked) {
            movedBy("1 hour", booking);
        }

        assertThat(run(NEW).changed()).isEqualTo(3);

        assertThat(booked.stream().map(each -> read(each).getString("session")).distinct())
                .hasSize(1);
        assertThat(practice.book("course", "2026-12-01T10:00", doctor()).code()).isEqualTo("slot_taken");
        assertThat(practice.book("visit", "2026-12-01T09:00", doctor()).status())
                .isEqualTo(201);
    }

    @Test
    void what_this_node_does_not_follow_is_left_to_others() throws SQLException {
        var booked = book("local", "2026-12-01T09:00");
        movedBy("1 hour", booked);
        execute("insert into tenant (no, id) values (77, 'elsewhere') on conflict do nothing");
        execute(
                "insert into service select 77, no, id, version, created_at, updated_at, null from service on conflict do nothing");
        execute("insert into service_version select 77, service, version, doc, created_at from service_version"
                + " on conflict do nothing");
        execute("update booking set tenant = 77");

        assertThat(run(NEW)).isEqualTo(new Noted(0, 0));
        assertThat(versions()).isEqualTo(OLD);
    }

    private static Instant instant(JsonObject booking) {
        return OffsetDateTime.parse(booking.getString("start")).toInstant();
    }

    private static JsonObject reschedule(JsonObject booking, String start) {
        var path = "/v1/bookings/" + booking.getString("id") + "/reschedule";
        return client.post(path, new JsonObject().put("start", start).encode()).json();
    }

    @Test
    void what_is_over_or_does_not_take_place_is_left_alone() throws SQLException {
        var over = book("2026-12-01T09:00");
        var cancelled = book("2026-12-02T09:00");
        client.post("/v1/bookings/" + cancelled.getString("id") + "/cancel", "{}");
        movedBy("1 hour", over);
        movedBy("1 hour", cancelled);
        service.clock().set(Instant.parse("2026-12-01T08:00:00Z"));

        assertThat(run(NEW)).isEqualTo(new Noted(0, 0));
        assertThat(versions()).isEqualTo(OLD);
    }

    @Test
    void a_zone_that_this_node_does_not_know_does_not_keep_the_others_waiting() throws SQLException {
        var strange = book("2026-12-01T09:00");
        var known = book("2026-12-02T09:00");
        older(known);
        movedBy("1 hour", strange);
        execute("update booking set time_zone = 'Mars/Olympus' where id = '" + strange.getString("id") + "'");

        assertThat(run(NEW)).isEqualTo(new Noted(1, 0));
        execute("update booking set time_zone = 'Europe/Berlin'");
        assertThat(run(NEW)).isEqualTo(new Noted(1, 1));
    }

    @Test
    void many_bookings_of_many_tenants_are_taken_in_parts_by_several_nodes_at_once_and_each_is_told_once()
            throws SQLException {
        many(2_500);

        var rounds = IntStream.range(0, 4)
                .mapToObj(_ -> round(NEW, () -> false).run())
                .toList();

        int bookings = rounds.stream().mapToInt(each -> await(each).bookings()).sum();
        int changed = rounds.stream().mapToInt(each -> await(each).changed()).sum();
        assertThat(bookings).isEqualTo(4 * 2_500);
        assertThat(changed).isEqualTo(4 * 250);
        assertThat(versions()).isEqualTo(NEW);
        assertThat(practice.number(TOLD)).isEqualTo(4 * 250);
        assertThat(practice.number(TOLD.replace("count(*)", "count(distinct subject)")))
                .isEqualTo(4 * 250);
        assertThat(practice.number("select count(*) from booking where version = 2"))
                .isEqualTo(4 * 250);
        assertThat(practice.number("select deadlocks from pg_stat_database where datname = current_database()"))
                .isZero();
    }

    @Test
    void a_round_that_broke_off_is_gone_on_with() throws SQLException {
        many(2_500);
        var looks = new AtomicInteger();

        var broken = await(round(NEW, () -> looks.incrementAndGet() > 3).run());
        var rest = run(NEW);

        assertThat(broken.bookings()).isBetween(1, 4 * 2_500 - 1);
        assertThat(broken.bookings() + rest.bookings())
                .isEqualTo((int) practice.number("select count(*) from booking"));
        assertThat(practice.number(TOLD)).isEqualTo(broken.changed() + rest.changed());
    }

    /// Bookings for each of four tenants, of ten that begin in the same minute one moved.
    private static void many(int count) throws SQLException {
        execute("insert into tenant (id) select 'tenant-' || n from generate_series(1, 3) as n on conflict do nothing");
        var booked = book("2026-12-01T09:00");
        older(booked);
        execute("""
                insert into booking
                  (tenant, id, version, sequence, status, service, service_id, service_version, starts_at, ends_at,
                   local_start, time_zone, tzdb, resources, attendees, metadata, created_at, updated_at)
                select t.no, gen_random_uuid(), 1, 0, 'confirmed', b.service, b.service_id, b.service_version,
                       b.starts_at + n / 10 * interval '1 minute', b.ends_at + n / 10 * interval '1 minute',
                       b.local_start + n / 10 * interval '1 minute' + (mod(n, 10) = 0)::int * interval '1 hour',
                       b.time_zone, b.tzdb, b.resources, b.attendees, b.metadata, b.created_at, b.updated_at
                from booking b, tenant t, generate_series(1, %d) as n
                """.formatted(count));
        execute("delete from booking where id = '" + booked.getString("id") + "'");
    }

    @Test
    void a_booking_that_was_changed_while_it_was_compared_is_left_for_the_next_round() throws SQLException {
        var booked = book("2026-12-01T09:00");
        movedBy("1 hour", booked);
        var id = UUID.fromString(booked.getString("id"));
        var tenant = practice.number("select tenant from booking");
        var store = nodes.getFirst().store();

        var stale = await(store.note(tenant, NEW, NOW, List.of(new Compared(id, 7, new JsonObject()))));

        assertThat(stale).isEqualTo(new Noted(0, 0));
        assertThat(run(NEW)).isEqualTo(new Noted(1, 1));
    }

    @Test
    void a_service_does_so_behind_its_start() throws SQLException {
        var booked = book("2026-12-01T09:00");
        movedBy("1 hour", booked);

        var node = service.startNode();

        long deadline = System.nanoTime() + 20_000_000_000L;
        while (events(booked).size() < 2 && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertThat(events(booked).getJsonObject(1).getString("type")).isEqualTo("booking.time_zone_changed");
        var etag = node.client().get("/v1/bookings/" + booked.getString("id")).header("ETag");
        assertThat(etag).isEqualTo("\"2\"");
    }

    private static ZoneChangeRound round(String tzdb, BooleanSupplier stopping) {
        return nodes.getFirst().round(tzdb, stopping);
    }

    private static Noted run(String tzdb) {
        return await(round(tzdb, () -> false).run());
    }

    private static JsonObject book(String start) {
        return book("visit", start);
    }

    private static JsonObject book(String what, String start) {
        var reply = practice.book(what, start, doctor());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json();
    }

    private static void older(JsonObject booking) throws SQLException {
        movedBy("0 hours", booking);
    }

    private static void movedBy(String interval, JsonObject booking) throws SQLException {
        movedBy(interval, booking, OLD);
    }

    private static void movedBy(String interval, JsonObject booking, String tzdb) throws SQLException {
        execute("update booking set local_start = local_start + interval '%s', tzdb = '%s' where id = '%s'"
                .formatted(interval, tzdb, booking.getString("id")));
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static JsonObject read(JsonObject booking) {
        return client.get("/v1/bookings/" + booking.getString("id")).json();
    }

    private static JsonArray events(JsonObject booking) {
        return client.get("/v1/events?subject=" + booking.getString("id")).items();
    }

    private static String byLocalTime(JsonObject booking) {
        return events(booking)
                .getJsonObject(1)
                .getJsonObject("data")
                .getJsonObject("timeZoneChanged")
                .getString("startByLocalTime");
    }

    /// The versions that bookings were compared under, one after the other.
    private static String versions() throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select string_agg(distinct tzdb, ' ') from booking")) {
            rows.next();
            return rows.getString(1);
        }
    }
}
