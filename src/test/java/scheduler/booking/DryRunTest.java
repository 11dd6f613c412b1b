package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Every write can be tried: it answers what it would answer, and leaves nothing behind.
class DryRunTest {

    @RegisterExtension
    static final Service service = new Service();

    private static final String SCHEDULE =
            "{\"timeZone\":\"Europe/Berlin\",\"weekly\":[{\"days\":[\"mon\",\"tue\"],\"from\":\"09:00\",\"to\":\"17:00\"}]}";

    /// What two runs cannot have in common.
    private static final Set<String> OF_ITS_RUN = Set.of("id", "icalUid", "createdAt", "updatedAt", "expiresAt");

    private static Practice practice;
    private static Client client;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .resource("lee")
                .service(
                        "visit",
                        "{\"duration\":\"PT30M\",\"requirements\":[{\"role\":\"host\",\"resources\":[\"lee\"]}]}")
                .service(
                        "yoga",
                        "{\"duration\":\"PT1H\",\"capacity\":5,\"requirements\":[{\"role\":\"host\",\"resources\":[\"lee\"]}]}")
                .service("asked", "{\"duration\":\"PT30M\",\"approval\":true}");
        client = practice.client();
    }

    @BeforeEach
    void set_the_clock() {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
    }

    @Test
    void a_write_of_the_catalog_is_only_tried() throws SQLException {
        tried("PUT", "/v1/resources/kim", "{\"timeZone\":\"Europe/Berlin\"}", 201);
        tried("PUT", "/v1/resources/kim", "{\"timeZone\":\"Europe/Paris\"}", 200);
        tried("PUT", "/v1/resources/kim/schedule", SCHEDULE, 201);
        tried(
                "POST",
                "/v1/resources/kim/blocks",
                "{\"start\":\"2026-12-01T09:00Z\",\"end\":\"2026-12-01T10:00Z\"}",
                201);
        tried("PUT", "/v1/services/talk", "{\"duration\":\"PT30M\",\"minNotice\":\"PT1H\"}", 201);
        tried("DELETE", "/v1/services/talk", "", 204);
        tried("DELETE", "/v1/resources/kim", "", 204);
    }

    @Test
    void so_is_a_booking_in_all_its_life() throws SQLException {
        var booking = path(
                "/v1/bookings/", tried("POST", "/v1/bookings", Practice.wish("visit", "2026-12-01T09:00", ""), 201));
        tried("POST", booking + "/reschedule", "{\"start\":\"2026-12-01T10:00\"}", 200);
        tried("POST", booking + "/cancel", "{\"reason\":\"ill\"}", 200);
        var request = path(
                "/v1/bookings/", tried("POST", "/v1/bookings", Practice.wish("asked", "2026-12-01T09:00", "lee"), 201));
        tried("POST", request + "/confirm", "", 200);
    }

    @Test
    void so_is_a_hold_and_a_seat() throws SQLException {
        var hold = path(
                "/v1/holds/",
                tried("POST", "/v1/holds", "{\"service\":\"visit\",\"start\":\"2026-12-07T09:00\"}", 201));
        tried("PATCH", hold, "{\"ttl\":\"PT10M\"}", 200);
        tried("POST", "/v1/bookings", "{\"hold\":\"" + hold.substring("/v1/holds/".length()) + "\"}", 201);
        tried("POST", "/v1/bookings", Practice.wish("yoga", "2026-12-07T13:00", ""), 201);
        var given = path(
                "/v1/holds/",
                tried("POST", "/v1/holds", "{\"service\":\"visit\",\"start\":\"2026-12-07T11:00\"}", 201));
        tried("DELETE", given, "", 204);
    }

    @Test
    void it_is_refused_as_the_write_would_be() {
        assertThat(practice.book("visit", "2026-12-08T09:00", "").status()).isEqualTo(201);

        var taken = client.post("/v1/bookings?dryRun=true", Practice.wish("visit", "2026-12-08T09:00", ""));
        assertThat(taken.code()).isEqualTo("slot_taken");
        assertThat(taken.json().getJsonArray("alternatives")).isNotEmpty();
        assertThat(client.post("/v1/bookings?dryRun=true", Practice.wish("visit", "2026-12-08T08:00", ""))
                        .code())
                .isEqualTo("outside_hours");
        assertThat(client.put("/v1/resources/lee?dryRun=true", "{\"timeZone\":\"Europe/Berlin\"}", "If-Match", "\"99\"")
                        .code())
                .isEqualTo("version_mismatch");
        assertThat(client.post("/v1/bookings?dryRun=perhaps", Practice.wish("visit", "2026-12-08T10:00", ""))
                        .pointer())
                .isEqualTo("?dryRun");
    }

    @Test
    void an_idempotency_key_is_left_to_the_write_itself() {
        var wish = Practice.wish("visit", "2026-12-08T11:00", "");

        assertThat(client.post("/v1/bookings?dryRun=true", wish, "Idempotency-Key", "one")
                        .status())
                .isEqualTo(200);
        var booked = client.post("/v1/bookings", wish, "Idempotency-Key", "one");
        assertThat(booked.status()).isEqualTo(201);
        assertThat(booked.header("Idempotency-Replayed")).isEmpty();
    }

    /// Tries a write, checks that nothing has become of it, and does it.
    private static Reply tried(String method, String path, String body, int status) throws SQLException {
        var before = tables();
        var trial = client.send(method, path + "?dryRun=true", body);

        assertThat(trial.status()).as(trial.text()).isEqualTo(status == 201 ? 200 : status);
        assertThat(trial.header("Dry-Run")).isEqualTo("true");
        assertThat(trial.header("Location")).isEmpty();
        assertThat(trial.header("ETag")).isEmpty();
        assertThat(tables()).isEqualTo(before);

        var done = client.send(method, path, body);
        assertThat(done.status()).as(done.text()).isEqualTo(status);
        assertThat(done.header("Dry-Run")).isEmpty();
        if (status != 204) {
            assertThat(lasting(trial)).isEqualTo(lasting(done));
        }
        assertThat(tables()).isNotEqualTo(before);
        return done;
    }

    private static JsonObject lasting(Reply reply) {
        var json = reply.json();
        OF_ITS_RUN.forEach(json::remove);
        return json;
    }

    private static String path(String collection, Reply made) {
        return collection + made.json().getString("id");
    }

    /// How far those who read the log have come, who read on meanwhile.
    private static final Set<String> OF_READERS = Set.of("log_reader", "reminder_replan");

    /// All rows of all other tables.
    private static Map<String, List<String>> tables() throws SQLException {
        var rows = new TreeMap<String, List<String>>();
        try (var connection = service.postgres().jdbc()) {
            var names = new ArrayList<String>();
            try (var found = connection.getMetaData().getTables(null, "public", null, new String[] {"TABLE"})) {
                while (found.next()) {
                    names.add(found.getString("TABLE_NAME"));
                }
            }
            names.removeAll(OF_READERS);
            for (var name : names) {
                var all = new ArrayList<String>();
                try (var statement = connection.createStatement();
                        var found = statement.executeQuery("select t::text from \"" + name + "\" t order by 1")) {
                    while (found.next()) {
                        all.add(found.getString(1));
                    }
                }
                rows.put(name, all);
            }
        }
        return rows;
    }
}
