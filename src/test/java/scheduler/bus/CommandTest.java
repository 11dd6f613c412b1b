package scheduler.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scheduler.testing.Bus;
import scheduler.testing.Client;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// What can be asked over HTTP can be asked over the event bus, with the same fields and the same answers.
class CommandTest {

    @RegisterExtension
    static final Service service = new Service();

    private static Bus bus;
    private static Client client;

    @BeforeAll
    static void open_a_practice() {
        bus = new Bus(service.node().vertx());
        client = service.client();
        new Practice(service)
                .resource("lee")
                .service("visit", "{\"duration\":\"PT30M\"}")
                .service("asked", "{\"duration\":\"PT30M\",\"approval\":true}");
    }

    private static JsonObject wish(String service, String start) {
        return new JsonObject(Practice.wish(service, start, "lee")).put("tenant", "demo");
    }

    private static JsonObject of(String id) {
        return new JsonObject().put("tenant", "demo").put("id", id);
    }

    @Test
    void a_booking_goes_through_its_life() {
        var booked = bus.ask("book", wish("visit", "2026-12-01T09:00"));
        var id = booked.json().getString("id");
        var moved = bus.ask("reschedule", of(id).put("start", "2026-12-01T10:00"), "if-match", booked.header("etag"));
        var read = bus.ask("booking.get", of(id));
        var stale = bus.ask("cancel", of(id), "if-match", booked.header("etag"));
        var cancelled = bus.ask("cancel", of(id).put("reason", "ill"));
        var wrong = bus.ask("check-in", of(id));

        assertThat(booked.status()).isEqualTo(200);
        assertThat(booked.json().getString("status")).isEqualTo("confirmed");
        assertThat(booked.header("etag")).isEqualTo("\"1\"");
        assertThat(moved.json().getString("start")).isEqualTo("2026-12-01T10:00:00+01:00");
        assertThat(read.json()).isEqualTo(moved.json());
        assertThat(stale.status()).isEqualTo(412);
        assertThat(stale.code()).isEqualTo("version_mismatch");
        assertThat(cancelled.json().getString("status")).isEqualTo("cancelled");
        assertThat(client.get("/v1/bookings/" + id).json()).isEqualTo(cancelled.json());
        assertThat(wrong.status()).isEqualTo(409);
        assertThat(wrong.code()).isEqualTo("wrong_status");
    }

    @Test
    void a_hold_is_extended_read_released_and_turned_into_a_booking() {
        var held = bus.ask("hold", new JsonObject("{\"service\":\"visit\",\"start\":\"2026-12-01T11:00\"}"));
        var hold = held.json().getString("id");
        var extended = bus.ask("hold.extend", of(hold).put("ttl", "PT20M"));
        var read = bus.ask("hold.get", of(hold));
        var booked = bus.ask("book", new JsonObject().put("hold", hold));
        var other = bus.ask("hold", new JsonObject("{\"service\":\"visit\",\"start\":\"2026-12-01T12:00\"}"));
        var released = bus.ask("hold.release", of(other.json().getString("id")));

        assertThat(extended.json()).isNotEqualTo(held.json()).isEqualTo(read.json());
        assertThat(booked.json().getString("status")).isEqualTo("confirmed");
        assertThat(released.status()).isEqualTo(200);
        assertThat(bus.ask("hold.get", of(other.json().getString("id"))).status())
                .isEqualTo(
                        client.get("/v1/holds/" + other.json().getString("id")).status());
    }

    @Test
    void requests_are_decided() {
        var first = bus.ask("book", wish("asked", "2026-12-02T09:00")).json().getString("id");
        var second = bus.ask("book", wish("asked", "2026-12-02T10:00")).json().getString("id");

        assertThat(bus.ask("confirm", of(first)).json().getString("status")).isEqualTo("confirmed");
        assertThat(bus.ask("decline", of(second).put("reason", "no")).json().getString("status"))
                .isEqualTo("declined");
    }

    @Test
    void what_is_in_the_path_and_the_query_is_a_field() {
        var slots = new JsonObject("{\"service\":\"visit\",\"from\":\"2026-12-08\",\"to\":\"2026-12-08\"}");
        var search = new JsonObject("""
                {"services":["visit"],"ranges":[{"from":"2026-12-08","to":"2026-12-08"}]}
                """);
        bus.ask("book", wish("visit", "2026-12-09T09:00"));
        var list = new JsonObject("{\"status\":[\"confirmed\",\"pending\"],\"from\":\"2026-12-09\",\"limit\":5}");

        assertThat(bus.ask("slots.query", slots).json())
                .isEqualTo(client.get("/v1/slots?service=visit&from=2026-12-08&to=2026-12-08")
                        .json());
        assertThat(bus.ask("slots.search", search).json())
                .isEqualTo(client.post("/v1/slots/query", search.encode()).json());
        assertThat(bus.ask("slots.explain", new JsonObject("{\"service\":\"visit\",\"start\":\"2026-12-08T09:00\"}"))
                        .json())
                .isEqualTo(client.get("/v1/slots/explain?service=visit&start=2026-12-08T09:00")
                        .json());
        assertThat(bus.ask("booking.list", list).json())
                .isEqualTo(client.get("/v1/bookings?status=confirmed,pending&from=2026-12-09&limit=5")
                        .json());
        assertThat(bus.ask("booking.list", list).json().getJsonArray("items")).hasSize(1);
        assertThat(bus.ask("events.read", new JsonObject("{\"after\":\"0\",\"limit\":3}"))
                        .json())
                .isEqualTo(client.get("/v1/events?after=0&limit=3").json());
        assertThat(bus.ask(
                                "events.read",
                                new JsonObject("{\"type\":[\"service.changed\",\"booking.confirmed\"],\"limit\":3}"))
                        .json())
                .isEqualTo(client.get("/v1/events?type=service.changed,booking.confirmed&limit=3")
                        .json());
        var none = bus.ask("events.read", new JsonObject("{\"type\":[]}"));
        assertThat(none.status()).isEqualTo(422);
        assertThat(none.json().getString("pointer")).isEqualTo("/type");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "resource.put   | {'id':5}                | /id",
                "resource.put   | {'id':true}             | /id",
                "resource.put   | {'id':'six','dryRun':'true'} | /dryRun",
                "resource.put   | {'id':['six']}          | /id",
                "events.read    | {'limit':'5'}           | /limit",
                "events.read    | {'limit':5.5}           | /limit",
                "events.read    | {'limit':[5]}           | /limit",
                "events.read    | {'after':true}          | /after",
                "events.read    | {'type':5}              | /type",
                "events.read    | {'type':['a',5]}        | /type/1",
                "booking.get    | {'id':{}}               | /id"
            })
    void what_is_of_another_type_is_malformed(String command, String fields, String pointer) {
        var refused = bus.ask(command, new JsonObject(fields.replace('\'', '"')));

        assertThat(refused.code()).as(String.valueOf(refused)).isEqualTo("malformed");
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().getString("pointer")).isEqualTo(pointer);
    }

    @Test
    void a_whole_number_a_single_type_and_a_place_may_be_written_either_way() {
        assertThat(bus.ask("events.read", new JsonObject("{\"limit\":5.0,\"type\":\"service.changed\"}"))
                        .status())
                .isEqualTo(200);
        assertThat(bus.ask("events.read", new JsonObject("{\"after\":1,\"limit\":2}"))
                        .json())
                .isEqualTo(bus.ask("events.read", new JsonObject("{\"after\":\"1\",\"limit\":2}"))
                        .json());
    }

    @Test
    void the_catalog_is_kept_over_the_bus_as_well() {
        var resource = new JsonObject("{\"id\":\"kim\",\"name\":\"Kim\"}");
        var put = bus.ask("resource.put", resource);
        var again = bus.ask("resource.put", new JsonObject("{\"id\":\"kim\"}"), "if-none-match", "*");
        var block = bus.ask(
                "block.add",
                new JsonObject("{\"id\":\"kim\",\"start\":\"2027-01-10T00:00:00Z\",\"end\":\"2027-01-11T00:00:00Z\"}"));
        var removed = bus.ask(
                "block.delete",
                new JsonObject().put("id", "kim").put("block", block.json().getString("id")));
        var deleted = bus.ask("resource.delete", new JsonObject().put("id", "kim"));

        assertThat(put.json().getString("name")).isEqualTo("Kim");
        assertThat(again.status()).isEqualTo(412);
        assertThat(block.status()).isEqualTo(200);
        assertThat(removed.json().isEmpty()).isTrue();
        assertThat(deleted.status()).isEqualTo(200);
        assertThat(client.get("/v1/resources/kim").status()).isEqualTo(404);
    }

    @Test
    void series_and_the_waitlist_are_asked_for_by_their_names() {
        var series = bus.ask("series", wish("visit", "2026-12-14T09:00").put("rrule", "FREQ=DAILY;COUNT=2"));
        var id = series.json().getString("id");
        var wait = new JsonObject("""
                {"service":"visit","from":"2026-12-14","to":"2026-12-14",
                 "attendees":[{"name":"Bo","email":"bo@example.org"}]}
                """);
        var joined = bus.ask("waitlist.join", wait);

        assertThat(series.status()).isEqualTo(200);
        assertThat(bus.ask("series.get", of(id)).json()).isEqualTo(series.json());
        assertThat(bus.ask("series.cancel", of(id)).status()).isEqualTo(200);
        assertThat(joined.json().getString("status")).isEqualTo("waiting");
        assertThat(bus.ask("waitlist.list", new JsonObject("{\"service\":\"visit\"}"))
                        .json()
                        .getJsonArray("items"))
                .hasSize(1);
    }

    @Test
    void a_key_used_here_replays_over_http_and_the_other_way_round() {
        var wish = wish("visit", "2026-12-03T09:00");
        var body = Practice.wish("visit", "2026-12-03T09:00", "lee");
        var first = bus.ask("book", wish, "idempotency-key", "both ways");
        var there = client.post("/v1/bookings", body, "Idempotency-Key", "both ways");
        var here = bus.ask("book", wish, "idempotency-key", "both ways", "traceparent", "00-1-2-01");
        var another = bus.ask("book", wish.copy().put("start", "2026-12-03T10:00"), "idempotency-key", "both ways");
        var id = first.json().getString("id");
        var cancelled = client.post("/v1/bookings/" + id + "/cancel", "", "Idempotency-Key", "cancel it");
        var again = bus.ask("cancel", of(id), "Idempotency-Key", "cancel it");

        assertThat(first.header("idempotency-replayed")).isEmpty();
        assertThat(there.json()).isEqualTo(first.json());
        assertThat(there.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(here.json()).isEqualTo(first.json());
        assertThat(here.header("idempotency-replayed")).isEqualTo("true");
        assertThat(another.status()).isEqualTo(422);
        assertThat(another.code()).isEqualTo("idempotency_key_reused");
        assertThat(again.json()).isEqualTo(cancelled.json());
        assertThat(again.header("idempotency-replayed")).isEqualTo("true");
    }

    @Test
    void a_dry_run_leaves_nothing_behind() {
        var byField = bus.ask("book", wish("visit", "2026-12-04T09:00").put("dryRun", true));
        var byHeader = bus.ask("book", wish("visit", "2026-12-04T09:00"), "dry-run", "true");
        var nowhere = bus.ask("booking.list", new JsonObject(), "dry-run", "true");

        assertThat(byField.json().getString("status")).isEqualTo("confirmed");
        assertThat(byHeader.status()).isEqualTo(200);
        assertThat(nowhere.status()).isEqualTo(400);
        assertThat(bus.ask("booking.list", new JsonObject("{\"from\":\"2026-12-04\",\"to\":\"2026-12-04\"}"))
                        .json()
                        .getJsonArray("items"))
                .isEqualTo(new JsonArray());
    }

    @Test
    void a_refusal_has_the_status_and_the_problem_that_http_has() {
        bus.ask("book", wish("visit", "2026-12-07T09:00"));

        var here = bus.ask("book", wish("visit", "2026-12-07T09:00"));
        var there = client.post("/v1/bookings", Practice.wish("visit", "2026-12-07T09:00", "lee"));

        assertThat(here.status()).isEqualTo(409);
        assertThat(here.code()).isEqualTo("slot_taken");
        assertThat(here.json()).isEqualTo(there.json());
        assertThat(bus.ask("book", wish("nothing", "2026-12-07T09:00")).code()).isEqualTo("unknown_service");
        assertThat(bus.ask("booking.get", of("nobody")).status()).isEqualTo(404);
    }
}
