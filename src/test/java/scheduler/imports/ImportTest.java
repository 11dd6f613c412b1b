package scheduler.imports;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// From a calendar elsewhere to what can be booked here, and what becomes of it when the calendar changes or fails.
class ImportTest {

    private static final String TEN_TO_ELEVEN =
            "UID:1\nDTSTART;TZID=Europe/Berlin:20261201T100000\nDTEND;TZID=Europe/Berlin:20261201T110000";

    @RegisterExtension
    static final Service service = new Service().with("SCHEDULER_EGRESS_ALLOWED_HOSTS", "127.0.0.1");

    private static CalendarServer server;
    private static Practice practice;
    private static Client client;
    private static int tests;

    private String room = "";
    private String path = "";

    @BeforeAll
    static void open() {
        server = new CalendarServer();
        practice = new Practice(service).service("visit", "{\"duration\":\"PT30M\"}");
        client = service.client();
    }

    @AfterAll
    static void close_and_look_whether_the_log_tells_all_of_it() {
        server.close();
        assertThat(practice.differences()).isEmpty();
    }

    @BeforeEach
    void make_a_room() {
        room = "room-" + tests++;
        path = "/" + room + ".ics";
        practice.resource(room);
    }

    @Test
    void a_calendar_becomes_blocks_with_what_repeats_exceptions_days_and_zones() {
        server.has(
                path,
                """
                UID:1
                RRULE:FREQ=WEEKLY;COUNT=3
                EXDATE;TZID=W. Europe Standard Time:20261208T100000
                DTSTART;TZID=W. Europe Standard Time:20261201T100000
                DTEND;TZID=W. Europe Standard Time:20261201T110000""",
                """
                UID:1
                RECURRENCE-ID;TZID=W. Europe Standard Time:20261215T100000
                DTSTART;TZID=W. Europe Standard Time:20261215T140000
                DTEND;TZID=W. Europe Standard Time:20261215T150000""",
                "UID:2\nTRANSP:TRANSPARENT\nDTSTART:20261202T090000Z\nDTEND:20261202T100000Z",
                "UID:3\nDTSTART;VALUE=DATE:20261203\nDTEND;VALUE=DATE:20261204",
                "UID:4\nDTSTART:20261204T090000\nDTEND:20261204T093000");
        subscribe();

        var read = await("ok");

        assertThat(read.getInteger("blocks")).isEqualTo(4);
        assertThat(read.getString("lastReadAt")).isNotNull().isEqualTo(read.getString("lastTriedAt"));
        assertThat(blocks())
                .containsExactly(
                        "2026-12-01T10:00:00+01:00/2026-12-01T11:00:00+01:00",
                        "2026-12-03T00:00:00+01:00/2026-12-04T00:00:00+01:00",
                        "2026-12-04T09:00:00+01:00/2026-12-04T09:30:00+01:00",
                        "2026-12-15T14:00:00+01:00/2026-12-15T15:00:00+01:00");
        awaitSlots("2026-12-03");
        assertThat(slots("2026-12-01"))
                .contains("2026-12-01T09:30:00+01:00", "2026-12-01T11:00:00+01:00")
                .doesNotContain("2026-12-01T10:00:00+01:00", "2026-12-01T10:30:00+01:00");
        assertThat(practice.book("visit", "2026-12-01T10:30", room).code()).isEqualTo("blocked");
        assertThat(practice.book("visit", "2026-12-08T10:30", room).status()).isEqualTo(201);
    }

    @Test
    void a_zone_of_its_own_is_that_of_times_which_name_none() {
        server.has(path, "UID:1\nDTSTART:20261201T100000\nDTEND:20261201T110000");
        subscribe("\"timeZone\":\"America/New_York\",\"refresh\":\"P1D\"");

        assertThat(await("ok").getString("timeZone")).isEqualTo("America/New_York");
        assertThat(get().getString("refresh")).isEqualTo("PT24H");
        assertThat(blocks()).containsExactly("2026-12-01T16:00:00+01:00/2026-12-01T17:00:00+01:00");
    }

    @Test
    void what_changes_in_the_calendar_changes_here_and_nothing_else_does() throws Exception {
        server.has(path, TEN_TO_ELEVEN, "UID:2\nDTSTART:20261202T090000Z\nDTEND:20261202T100000Z");
        subscribe();
        await("ok");
        var kept = ids().getFirst();
        var gone = ids().getLast();

        server.has(path, TEN_TO_ELEVEN, "UID:2\nDTSTART:20261202T110000Z\nDTEND:20261202T120000Z");
        refresh();

        assertThat(blocks())
                .containsExactly(
                        "2026-12-01T10:00:00+01:00/2026-12-01T11:00:00+01:00",
                        "2026-12-02T12:00:00+01:00/2026-12-02T13:00:00+01:00");
        assertThat(ids()).startsWith(kept);
        var told = events();
        assertThat(told).hasSize(2);
        var added = client.get("/v1/resources/" + room + "/blocks/" + ids().getLast())
                .json();
        assertThat(told.getLast())
                .isEqualTo(new JsonObject()
                        .put("id", room)
                        .put("import", "private")
                        .put("added", 1)
                        .put("removed", 1)
                        .put(
                                "blocksAdded",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("id", added.getString("id"))
                                                .put("start", "2026-12-02T11:00:00Z")
                                                .put("end", "2026-12-02T12:00:00Z")
                                                .put("createdAt", added.getString("createdAt"))))
                        .put("blocksRemoved", new JsonArray().add(gone))
                        .put("changed", "blocks_imported"));

        server.has(path, "UID:new\n" + TEN_TO_ELEVEN.substring(6), "UID:2\nDTSTART:20261202T110000Z\nDURATION:PT1H");
        refresh();

        assertThat(events()).hasSize(2);
    }

    @Test
    void what_is_known_is_not_sent_again_until_a_day_is_over() throws Exception {
        server.answers(
                path, response -> response.putHeader("ETag", "\"v1\"").end(CalendarServer.calendar(TEN_TO_ELEVEN)));
        subscribe();
        await("ok");
        server.answers(path, response -> response.setStatusCode(304).end());
        refresh();
        refresh();

        assertThat(server.at(path)).extracting(each -> each.tag().orElse("")).containsExactly("", "\"v1\"", "\"v1\"");
        assertThat(get().getString("status")).isEqualTo("ok");
        assertThat(events()).hasSize(1);
        assertThat(blocks()).hasSize(1);

        sql("update calendar_import set whole_at = now() - interval '25 hours'");
        server.has(path, TEN_TO_ELEVEN);
        refresh();

        assertThat(server.at(path).getLast().tag()).isEmpty();
        assertThat(server.at(path).getLast().accepted()).isEqualTo("identity");
        assertThat(events()).hasSize(1);
    }

    @Test
    void who_fails_keeps_his_blocks_and_is_asked_ever_more_seldom() throws Exception {
        server.has(path, TEN_TO_ELEVEN);
        subscribe();
        await("ok");
        var tag = client.get(at()).header("ETag");

        server.answers(path, response -> response.setStatusCode(503).end("busy"));
        refresh();

        var failing = get();
        assertThat(failing.getString("status")).isEqualTo("failing");
        assertThat(failing.getString("error")).contains("503");
        assertThat(client.get(at(), "If-None-Match", tag).status()).isEqualTo(200);
        assertThat(dueIn()).isBetween(Duration.ofSeconds(50), Duration.ofSeconds(61));
        refresh();
        assertThat(dueIn()).isBetween(Duration.ofSeconds(100), Duration.ofSeconds(121));
        sql("update calendar_import set failures = 15");
        refresh();
        assertThat(dueIn()).isBetween(Duration.ofHours(5), Duration.ofHours(6));

        server.answers(path, response -> response.setStatusCode(410).end());
        assertThat(refresh().getString("error")).contains("410", "no calendar");
        server.has(path, "UID:1\nDTSTART;TZID=Atlantis:20261201T100000\nDURATION:PT1H");
        assertThat(refresh().getString("error")).contains("cannot be read", "Atlantis");
        server.answers(path, response -> response.end("<html>Log in</html>"));
        assertThat(refresh().getString("error")).contains("no iCalendar");
        server.answers(path, response -> response.end("x".repeat(3_000_000)));
        assertThat(refresh().getString("error")).contains("More than 2097152 bytes");
        server.answers(
                path, response -> response.putHeader("Content-Encoding", "gzip").end("x"));
        assertThat(refresh().getString("error")).contains("compressed");
        server.answers(
                path,
                response -> response.setStatusCode(302)
                        .putHeader("Location", server.url("/other.ics"))
                        .end());
        assertThat(refresh().getString("error")).contains("302", "/other.ics");
        assertThat(server.at("/other.ics")).isEmpty();

        assertThat(blocks()).hasSize(1);
        assertThat(events()).hasSize(1);
        server.has(path, TEN_TO_ELEVEN);
        assertThat(refresh().getString("status")).isEqualTo("ok");
        assertThat(get().containsKey("error")).isFalse();
    }

    @Test
    void what_comes_late_from_the_address_before_is_not_taken() {
        var late = new AtomicReference<HttpServerResponse>();
        server.answers(path, late::set).has("/now" + path, TEN_TO_ELEVEN);
        subscribe();
        Patience.until(() -> late.get() != null);
        var moved = client.put(at(), "{\"url\":\"" + server.url("/now" + path) + "\"}");
        assertThat(moved.status()).isEqualTo(200);
        await("ok");

        var read = get();
        late.get().end(CalendarServer.calendar("UID:9\nDTSTART;VALUE=DATE:20261210"));
        LockSupport.parkNanos(Duration.ofMillis(500).toNanos());

        assertThat(get()).isEqualTo(read);
        assertThat(blocks()).containsExactly("2026-12-01T10:00:00+01:00/2026-12-01T11:00:00+01:00");
    }

    @Test
    void of_very_many_the_first_are_blocked_and_it_is_said() {
        server.has(path, "UID:1\nDTSTART:20261124T120000Z\nDURATION:PT1M\nRRULE:FREQ=HOURLY;COUNT=2500");
        subscribe();

        var read = await("ok");

        assertThat(read.getInteger("blocks")).isEqualTo(2_000);
        assertThat(read.getString("notice")).contains("2500 busy times", "first 2000");
    }

    @Test
    void blocks_of_an_import_go_with_it_and_not_before() {
        server.has(path, TEN_TO_ELEVEN);
        subscribe();
        await("ok");
        var block = "/v1/resources/" + room + "/blocks/" + ids().getFirst();
        assertThat(client.get(block).json().getString("import")).isEqualTo("private");

        var refused = client.delete(block);

        assertThat(refused.status()).isEqualTo(409);
        assertThat(refused.code()).isEqualTo("wrong_status");
        assertThat(refused.json().getString("detail")).contains("private");
        assertThat(client.delete(at(), "If-Match", "\"77\"").status()).isEqualTo(412);
        assertThat(client.delete(at() + "?dryRun=true").status()).isEqualTo(204);
        assertThat(blocks()).hasSize(1);

        assertThat(client.delete(at()).status()).isEqualTo(204);

        assertThat(blocks()).isEmpty();
        assertThat(practice.book("visit", "2026-12-01T10:30", room).status()).isEqualTo(201);
        assertThat(client.get(at()).status()).isEqualTo(404);
        assertThat(client.delete(at()).status()).isEqualTo(404);
    }

    @Test
    void bookings_that_stand_stay_and_are_named() {
        var booking = practice.book("visit", "2026-12-01T10:30", room).json().getString("id");
        server.has(path, TEN_TO_ELEVEN);
        subscribe();
        await("ok");

        assertThat(events().getFirst().getJsonArray("affectedBookings")).containsExactly(booking);
        assertThat(client.get("/v1/bookings/" + booking).json().getString("status"))
                .isEqualTo("confirmed");
    }

    @Test
    void a_resource_goes_with_its_imports() {
        server.has(path, TEN_TO_ELEVEN);
        subscribe();
        await("ok");

        assertThat(client.delete("/v1/resources/" + room).status()).isEqualTo(204);
        practice.resource(room);

        assertThat(client.get("/v1/resources/" + room + "/imports").items()).isEmpty();
        assertThat(blocks()).isEmpty();
    }

    private void subscribe() {
        subscribe("\"refresh\":\"PT1M\"");
    }

    private void subscribe(String more) {
        var reply = client.put(at(), "{\"url\":\"" + server.url(path) + "\"," + more + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        assertThat(reply.header("ETag")).isEqualTo("\"1\"");
        assertThat(reply.json().getString("status")).isEqualTo("new");
    }

    private String at() {
        return "/v1/resources/" + room + "/imports/private";
    }

    private JsonObject get() {
        return client.get(at()).json();
    }

    private JsonObject await(String status) {
        Patience.until(() -> get().getString("status").equals(status));
        return get();
    }

    /// Has it read again now.
    private JsonObject refresh() throws SQLException {
        var before = get().getString("lastTriedAt");
        sql("update calendar_import set due_at = now()");
        Patience.until(() -> !get().getString("lastTriedAt").equals(before));
        return get();
    }

    private void sql(String update) throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.executeUpdate(update + " where resource = (select no from resource where id = '" + room + "')");
        }
    }

    private Duration dueIn() throws SQLException {
        return Duration.ofSeconds(practice.number(
                "select extract(epoch from due_at - tried_at)::bigint from calendar_import where resource ="
                        + " (select no from resource where id = '" + room + "')"));
    }

    private List<JsonObject> items() {
        return objects(client.get("/v1/resources/" + room + "/blocks").items());
    }

    private List<String> blocks() {
        return items().stream()
                .map(each -> each.getString("start") + "/" + each.getString("end"))
                .toList();
    }

    private List<String> ids() {
        return items().stream().map(each -> each.getString("id")).toList();
    }

    private List<String> slots(String date) {
        var reply = client.get("/v1/slots?service=visit&resource=" + room + "&from=" + date + "&to=" + date);
        return IntStream.range(0, reply.json().getJsonArray("slots").size())
                .mapToObj(
                        i -> reply.json().getJsonArray("slots").getJsonObject(i).getString("start"))
                .toList();
    }

    /// Until a whole day is blocked in what the node remembers.
    private void awaitSlots(String date) {
        Patience.until(() -> slots(date).isEmpty());
    }

    private List<JsonObject> events() {
        return objects(client.get("/v1/events?type=resource.changed&subject=" + room)
                        .items())
                .stream()
                .map(each -> each.getJsonObject("data"))
                .filter(each -> each.getString("changed").equals("blocks_imported"))
                .toList();
    }

    private static List<JsonObject> objects(JsonArray items) {
        return IntStream.range(0, items.size()).mapToObj(items::getJsonObject).toList();
    }
}
