package scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.replay.Replay;
import scheduler.replay.Report;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Databases;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;
import scheduler.testing.Walk;

/// All that can be done is done over HTTP, and then the tables are rebuilt from the log.
class RebuiltTest {

    @RegisterExtension
    static final Service service = new Service()
            .with("SCHEDULER_EGRESS_ALLOWED_HOSTS", "127.0.0.1")
            .with("SCHEDULER_BOOKING_EXPIRY_INTERVAL", "PT0.02S")
            .with("SCHEDULER_BOOKING_WAITLIST_INTERVAL", "PT0.2S");

    private static final int STEPS = 300;
    private static final String SCHEMA = "replayed";

    private static Practice practice;
    private static Client client;
    private static String busy = "";

    @BeforeAll
    static void do_all_that_can_be_done() throws SQLException {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
        practice = Walk.open(new Practice(service));
        client = practice.client();
        walk();
        changeResources();
        changeServices();
        waitInLine();
        repeat();
        plan();
        importCalendars();
    }

    private static void walk() {
        var walk = new Walk(20_261_130, "2027-03", List.of(client));
        for (int i = 0; i < STEPS; i++) {
            walk.take(walk.step().join());
            if (i % 40 == 39) {
                service.clock().advance(Duration.ofMinutes(4));
            }
        }
        practice.awaitExpiry();
    }

    private static void changeResources() {
        practice.buffers("bob", "max").buffers("bob", "stack");
        practice.resource("away").resource("back");
        done(client.post("/v1/resources/away/blocks", block("2027-04-05", "2027-04-06")));
        done(client.post("/v1/resources/back/blocks", block("2027-04-05", "2027-04-06")));
        done(client.delete("/v1/resources/away"));
        done(client.delete("/v1/resources/back"));
        done(client.put("/v1/resources/back", "{\"name\":\"Back\",\"kind\":\"room\",\"pools\":[\"rooms\"]}"));
        practice.schedule("back", "{\"timeZone\":\"UTC\",\"weekly\":[]}");
        practice.schedule("back", """
                {"timeZone":"Asia/Tokyo","weekly":[{"days":["sat"],"from":"20:00","to":"26:00"}],
                 "overrides":[{"date":"2027-01-01","windows":[]}],"validFrom":"2026-01-01"}
                """);
        done(client.post("/v1/resources/ann/blocks", block("2027-04-05", "2027-04-06")));
        var second = done(client.post("/v1/resources/ann/blocks", block("2027-05-05", "2027-05-06")));
        done(client.delete("/v1/resources/ann/blocks/" + second.getString("id")));
    }

    private static String block(String from, String to) {
        return "{\"start\":\"" + from + "T00:00:00Z\",\"end\":\"" + to + "T00:00:00+02:00\",\"reason\":\"away\"}";
    }

    private static void changeServices() {
        practice.service("talk", "{\"duration\":\"PT30M\"}")
                .service("talk", "{\"duration\":\"PT45M\",\"name\":\"Talk\"}")
                .service("gone", "{\"duration\":\"PT30M\"}")
                .service("again", "{\"duration\":\"PT30M\"}");
        done(client.delete("/v1/services/gone"));
        done(client.delete("/v1/services/again"));
        practice.service("again", "{\"duration\":\"PT20M\"}");
    }

    /// Two a day: who waits is offered what is free, and takes it, lets it go, lets it pass, leaves, or waits
    /// in vain.
    private static void waitInLine() {
        practice.resource("desk").service("hour", "{\"duration\":\"PT4H\"}");
        var last = "";
        for (var day : List.of("2027-04-12", "2027-04-13", "2027-04-14", "2027-04-15", "2027-04-16")) {
            var first = done(practice.book("hour", day + "T09:00", "desk"));
            done(practice.book("hour", day + "T13:00", "desk"));
            var entry = done(client.post("/v1/waitlist", wish(day)));
            last = first.getString("id");
            if (day.endsWith("15")) {
                done(client.delete("/v1/waitlist/" + entry.getString("id")));
            } else if (!day.endsWith("16")) {
                done(client.post("/v1/bookings/" + first.getString("id") + "/cancel", "{\"reason\":\"ill\"}"));
                var hold = await(entry, "offered").getString("hold");
                answer(day, entry, hold);
            }
        }
        service.clock().set(Instant.parse("2027-04-16T22:00:00Z"));
        Patience.until(() -> count("waitlist where status in ('waiting', 'offered')") == 0);
        done(client.post("/v1/bookings/" + last + "/check-in", ""));
        done(client.post("/v1/bookings/" + last + "/complete", ""));
    }

    private static void answer(String day, JsonObject entry, String hold) {
        if (day.endsWith("12")) {
            done(client.post("/v1/bookings", "{\"hold\":\"" + hold + "\"}"));
            await(entry, "booked");
        } else if (day.endsWith("13")) {
            done(client.delete("/v1/holds/" + hold));
            await(entry, "lapsed");
        }
    }

    private static String wish(String day) {
        return new JsonObject()
                .put("service", "hour")
                .put("from", day)
                .put("to", day)
                .put("resource", "desk")
                .put(
                        "attendees",
                        new JsonArray().add(new JsonObject().put("name", "Ada").put("email", "Ada@Example.org")))
                .encode();
    }

    private static JsonObject await(JsonObject entry, String status) {
        var path = "/v1/waitlist/" + entry.getString("id");
        Patience.until(() -> client.get(path).json().getString("status").equals(status));
        return client.get(path).json();
    }

    /// One of a series is moved, then those that follow it, and in the end all are cancelled.
    private static void repeat() {
        practice.resource("room").service("lesson", "{\"duration\":\"PT1H\"}");
        done(practice.book("lesson", "2027-05-12T09:00", "room"));
        var series = done(client.post("/v1/series", """
                {"service":"lesson","start":"2027-05-03T09:00","rrule":"FREQ=DAILY;COUNT=12","onConflict":"skip"}
                """));
        var third = series.getJsonArray("occurrences").getJsonObject(2).getString("booking");
        done(client.post("/v1/bookings/" + third + "/reschedule", "{\"start\":\"2027-05-05T11:00\"}"));
        var path = "/v1/series/" + series.getString("id");
        done(client.post(path + "/reschedule", "{\"from\":\"2027-05-06\",\"start\":\"2027-05-06T14:00\"}"));
        done(client.post(path + "/cancel", "{\"from\":\"2027-05-10\"}"));
        done(client.post("/v1/series", """
                {"service":"lesson","start":"2027-06-07T09:00","rrule":"FREQ=WEEKLY;COUNT=3"}
                """));
        done(client.post(path + "/cancel", "{\"reason\":\"over\"}"));
    }

    private static void plan() {
        practice.resource("lee", "doctors")
                .resource("wu", "doctors")
                .service(
                        "exam",
                        "{\"duration\":\"PT1H\",\"requirements\":[{\"role\":\"doctor\",\"pool\":\"doctors\"}]}");
        done(practice.book("exam", "2027-05-18T09:00", "lee"));
        done(practice.book("exam", "2027-05-18T11:00", "wu"));
        done(practice.book("exam", "2027-05-18T11:00", "lee"));
        var out = new JsonObject("""
                {"resource":"lee","start":"2027-05-18T00:00:00+02:00","end":"2027-05-19T00:00:00+02:00","reason":"ill",
                 "prefer":["reassign","cancel"]}
                """);
        var plan = client.post("/v1/bookings/plan", out.encode());
        done(plan);
        done(client.post("/v1/bookings/plan/apply", out.encode(), "If-Match", plan.header("ETag")));
    }

    private static void importCalendars() throws SQLException {
        HttpServer calendars = Patience.await(service.node()
                .vertx()
                .createHttpServer()
                .requestHandler(request -> request.response().end(busy))
                .listen(0, "127.0.0.1"));
        busy = calendar("20270601T090000Z", "20270602T090000Z");
        var url = "{\"url\":\"http://127.0.0.1:" + calendars.actualPort() + "/\",\"refresh\":\"PT1M\"}";
        for (var name : List.of("kept", "dropped")) {
            done(client.put("/v1/resources/room/imports/" + name, url));
            Patience.until(() -> count("block where import = '" + name + "'") == 2);
        }
        busy = calendar("20270602T090000Z", "20270603T090000Z", "20270604T090000Z");
        run("update calendar_import set due_at = now() where name = 'kept'");
        Patience.until(() -> count("block where import = 'kept'") == 3);
        done(client.delete("/v1/resources/room/imports/dropped"));
        Patience.await(calendars.close());
    }

    private static String calendar(String... starts) {
        var events = Stream.of(starts)
                .map(each ->
                        "BEGIN:VEVENT\r\nUID:" + each + "\r\nDTSTART:" + each + "\r\nDURATION:PT1H\r\nEND:VEVENT\r\n")
                .toList();
        return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//test//EN\r\n" + String.join("", events)
                + "END:VCALENDAR\r\n";
    }

    private static JsonObject done(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isBetween(200, 204);
        return reply.text().isEmpty() ? new JsonObject() : reply.json();
    }

    private record Played(List<String> lines, Report report) {}

    private static Played play() {
        var lines = new ArrayList<String>();
        var report = new Report(lines::add);
        new Replay(service.postgres().url()).run(report);
        return new Played(lines, report);
    }

    @AfterEach
    void drop() throws SQLException {
        run("drop schema if exists " + SCHEMA + " cascade");
    }

    @Test
    void it_was_all_done() throws SQLException {
        var told = new TreeSet<String>();
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select distinct type || coalesce(' ' || (data ->> 'changed'), '')"
                        + " from event where data is not null")) {
            while (rows.next()) {
                told.add(rows.getString(1));
            }
        }

        assertThat(told)
                .contains("resource.changed resource", "resource.changed schedule", "resource.changed deleted")
                .contains("resource.changed block_added", "resource.changed block_removed")
                .contains("resource.changed blocks_imported", "service.changed service", "service.changed deleted")
                .contains("hold.created", "hold.extended", "hold.expired", "hold.released")
                .contains("booking.requested", "booking.confirmed", "booking.declined", "booking.expired")
                .contains("booking.rescheduled", "booking.cancelled", "booking.checked_in", "booking.completed")
                .contains("booking.no_show", "booking.attendee_joined", "booking.attendee_cancelled", "series.created")
                .contains("waitlist.joined", "waitlist.offered", "waitlist.booked", "waitlist.lapsed", "waitlist.left")
                .contains("waitlist.expired");
        for (var table : Replay.tables()) {
            assertThat(count(table)).as(table).isPositive();
        }
    }

    @Test
    void the_log_tells_all_of_it() {
        var played = play();

        assertThat(played.lines()).isEmpty();
        assertThat(played.report().summary())
                .contains("all are as the log tells")
                .doesNotContain("any more");
    }

    @Test
    void the_rebuilt_tables_are_those_that_are_there() throws SQLException {
        var lines = new ArrayList<String>();
        var report = new Report(lines::add);
        var database =
                Databases.of(2).open(service.node().vertx(), service.postgres().url());

        var rebuilt = Rebuilt.in(database, SCHEMA);
        new Replay(service.postgres().url()).run(report, rebuilt);
        var said = rebuilt.finish();

        assertThat(lines).isEmpty();
        assertThat(said).contains("The schema replayed has ", " rows in 11 tables");
        for (var table : Replay.tables()) {
            var but = LEFT_OUT.getOrDefault(table, "");
            assertThat(count("(select to_jsonb(t) - '{" + but + "}'::text[] from " + table + " t except"
                            + " select to_jsonb(r) - '{untold" + (but.isEmpty() ? "" : ",") + but + "}'::text[] from "
                            + SCHEMA + "." + table + " r) as missing"))
                    .as(table)
                    .isZero();
            if (MAY_HAVE_BEEN_DELETED.contains(table)) {
                assertThat(count(SCHEMA + "." + table)).as(table).isGreaterThanOrEqualTo(count(table));
            } else {
                assertThat(count(SCHEMA + "." + table)).as(table).isEqualTo(count(table));
            }
        }
        assertThatThrownBy(() -> Rebuilt.in(database, SCHEMA)).hasMessageContaining("There is a schema replayed");
        assertThatThrownBy(() -> Rebuilt.in(database, "public")).hasMessageContaining("There is a schema public");
        assertThatThrownBy(() -> Rebuilt.in(database, "a;b")).hasMessageContaining("small letters");
        rebuilt.drop();
        assertThat(count("pg_namespace where nspname = '" + SCHEMA + "'")).isZero();
        Patience.await(database.close());
    }

    private static final Map<String, String> LEFT_OUT = Map.of("booking", "tzdb");

    private static final List<String> MAY_HAVE_BEEN_DELETED = List.of("booking", "claim", "attendance");

    /// A change of one row behind the back of the log, and what is said of it.
    record Change(String table, String statement, String said) {
        @Override
        public String toString() {
            return statement;
        }
    }

    static Stream<Change> changes() {
        return Stream.of(
                set(
                        "resource",
                        "capacity = capacity + 1",
                        "id = 'ann'",
                        "resource ann: capacity is 2, and the log says 1"),
                set("resource", "version = 9", "id = 'ann'", "version is 9"),
                set("resource", "rules = rules - 1", "id = 'ann'", "rules is "),
                set("resource", "doc = jsonb_set(doc::jsonb, '{name}', '\"Eve\"')::json", "id = 'ann'", "doc is "),
                set("resource", "pools = '{}'", "id = 'ann'", "pools is []"),
                set("resource", "deleted_at = null", "id = 'away'", "deleted_at is nothing"),
                set("resource", "keeps_lead = false", "id = 'bob'", "keeps_lead is false, and the log says true"),
                set("resource", "id = 'eve'", "id = 'back'", "resource back: it is not there"),
                set("schedule", "doc = '{}'", of("bob"), "schedule bob: doc is {}"),
                set("schedule", "version = 7", of("bob"), "schedule bob: version is 7"),
                set("schedule", "updated_at = now()", of("bob"), "updated_at is "),
                new Change("schedule", "delete from schedule where " + of("bob"), "schedule bob: it is not there"),
                set(
                        "block",
                        "during = tstzrange(lower(during), upper(during) + interval '1 minute')",
                        first("block", "import is null"),
                        "during is "),
                set(
                        "block",
                        "reason = 'fun'",
                        first("block", "import is null"),
                        "reason is fun, and the log says away"),
                set("block", "import = null", first("block", "import is not null"), "import is nothing"),
                new Change(
                        "block",
                        "delete from block where " + first("block", "import = 'kept'"),
                        "it is not there, and the log tells of it"),
                new Change(
                        "block",
                        "insert into block select tenant, resource, gen_random_uuid(), during, reason, created_at, import"
                                + " from block where " + first("block", "import is null"),
                        "the log does not tell of it"),
                set("service", "version = 1", "id = 'talk'", "service talk: version is 1, and the log says 2"),
                set("service", "deleted_at = null", "id = 'gone'", "service gone: deleted_at is nothing"),
                set("service", "created_at = now()", "id = 'visit'", "service visit: created_at is "),
                set(
                        "service_version",
                        "doc = '{}'",
                        "service = (select no from service where id = 'talk') and version = 1",
                        "service_version talk 1: doc is {}"),
                set("series", "rule = 'FREQ=DAILY'", first("series", "true"), "rule is FREQ=DAILY"),
                set("series", "left_out = '[]'", first("series", "left_out::text <> '[]'"), "left_out is []"),
                new Change("series", "delete from series where " + first("series", "true"), "series"),
                set("waitlist", "status = 'lapsed'", first("waitlist", "status = 'left'"), "status is lapsed"),
                set("waitlist", "version = version + 1", first("waitlist", "true"), "version is "),
                set("waitlist", "ends = ends + interval '1 hour'", first("waitlist", "true"), "ends is "),
                set(
                        "waitlist",
                        "customer = 'eve@example.org'",
                        first("waitlist", "true"),
                        "customer is eve@example.org"),
                set("waitlist", "hold = null", first("waitlist", "status = 'booked'"), "hold is nothing"),
                set("waitlist", "offer = null", first("waitlist", "status = 'booked'"), "offer is nothing"),
                set("waitlist", "wish = '{}'", first("waitlist", "true"), "wish is {}"),
                set("booking", "series = null", first("booking", "series is not null"), "series is nothing"),
                set("booking", "metadata = '{\"a\":1}'", first("booking", "not hold"), "metadata is "),
                set("booking", "sequence = sequence + 1", first("booking", "hold"), "sequence is "),
                set("booking", "time_zone = 'UTC'", first("booking", "not hold"), "time_zone is UTC"),
                set("booking", "service_version = 77", first("booking", "not hold"), "service_version is 77"));
    }

    private static Change set(String table, String what, String where, String said) {
        return new Change(table, "update " + table + " set " + what + " where " + where, said);
    }

    private static String of(String resource) {
        return "resource = (select no from resource where id = '" + resource + "')";
    }

    private static String first(String table, String which) {
        return "id = (select id from " + table + " where " + which + " order by id limit 1)";
    }

    @ParameterizedTest
    @MethodSource("changes")
    void what_was_changed_behind_its_back_is_named(Change change) throws SQLException {
        run("create table kept as select * from " + change.table());
        try {
            assertThat(run(change.statement())).isOne();

            var played = play();

            assertThat(played.lines()).anyMatch(line -> line.contains(change.said()));
            assertThat(played.report().differences()).isEqualTo(played.lines().size());
            assertThat(played.report().summary()).contains("with differences: ");
        } finally {
            run("delete from " + change.table());
            run("insert into " + change.table() + " select * from kept");
            run("drop table kept");
        }
        assertThat(play().lines()).isEmpty();
    }

    /// Versions before told less: of bookings without claims, of zones, imports, deletions and ranges, and of
    /// series nothing.
    @Test
    void what_an_older_version_did_not_tell_is_no_difference() throws SQLException {
        keepLog();
        try {
            run("update event set data = (data::jsonb - 'stored')::json where json_array_length(data -> 'claims') = 0");
            run("update event set data = (data::jsonb - '{stored,blocksAdded,blocksRemoved}'::text[])::json"
                    + " where type like 'waitlist.%' or type = 'resource.changed'");
            run("update event set data = (data::jsonb - '{version,deletedAt}'::text[])::json"
                    + " where data ->> 'changed' = 'deleted'");
            run("delete from event where type = 'series.created'");

            var played = play();

            assertThat(played.lines()).isEmpty();
            assertThat(played.report().summary()).contains("the log does not tell any more");
        } finally {
            restoreLog();
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99})
    void where_the_beginning_of_the_log_is_gone_the_rest_is_as_the_tables_say(double gone) throws SQLException {
        keepLog();
        try {
            run("insert into log_floor select tenant, percentile_disc(" + gone
                    + ") within group (order by position), now() from event group by tenant");
            run("delete from event e using log_floor f where e.tenant = f.tenant and e.position <= f.position");

            assertThat(play().lines()).isEmpty();
        } finally {
            restoreLog();
        }
    }

    @Test
    void whose_it_is_is_said() throws SQLException {
        run("insert into tenant (no, id) values (77, 'clinic')");
        run("insert into resource select 77, 1, id, version, rules, capacity, kind, pools, doc, created_at, updated_at,"
                + " deleted_at, keeps_lead from resource where id = 'ann'");
        try {
            assertThat(play().lines()).containsExactly("resource ann of clinic: the log does not tell of it.");
        } finally {
            run("delete from resource where tenant = 77");
            run("delete from tenant where no = 77");
        }
    }

    private static void keepLog() throws SQLException {
        run("create table kept as select * from event");
    }

    private static void restoreLog() throws SQLException {
        run("delete from event");
        run("insert into event select * from kept");
        run("delete from log_floor");
        run("drop table kept");
    }

    /// Without regard for foreign keys, so that what is deleted and put back may be in use.
    private static int run(String sql) throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            return statement.executeUpdate(sql);
        }
    }

    private static long count(String of) {
        try {
            return practice.number("select count(*) from " + of);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
