package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Those who come to a booking, one by one: they join, leave, arrive or stay away.
class AttendeeTest {

    @RegisterExtension
    static final Service service = new Service();

    /// Each test has a day of its own, all of them weekdays.
    private static final LocalDate MONDAY = LocalDate.parse("2026-11-30");

    private static Practice practice;
    private static Client client;
    private static List<Client> nodes;
    private static int day;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service)
                .resource("hall")
                .service("yoga", "{\"duration\":\"PT1H\",\"capacity\":5,\"policy\":{\"unique\":true}}")
                .service("visit", "{\"duration\":\"PT30M\"}")
                .service("strict", "{\"duration\":\"PT1H\",\"capacity\":5,\"policy\":{\"cancelCutoff\":\"P60D\"}}")
                .service(
                        "once",
                        "{\"duration\":\"PT30M\",\"limits\":[{\"max\":1,\"per\":\"year\",\"of\":\"customer\"}]}");
        client = practice.client();
        nodes = List.of(client, service.startNode().client());
    }

    @AfterAll
    static void the_log_tells_all_of_it() {
        assertThat(practice.differences()).isEmpty();
    }

    @BeforeEach
    void set_the_clock() {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
        day++;
    }

    @AfterEach
    void seats_are_those_of_the_bookings() throws SQLException {
        assertThat(practice.number("""
                select count(*) from session s where taken <> (
                  select coalesce(sum(b.seats), 0) from booking b
                  where b.session = s.id and b.status not in ('declined', 'expired', 'cancelled'))
                """)).isZero();
        assertThat(practice.overlappingClaims()).isZero();
    }

    @Test
    void who_joins_takes_a_seat_and_who_leaves_gives_it_back() {
        var booked = book("yoga", "ada@example.org", "bob@example.org");
        assertThat(free()).isEqualTo(3);

        var joined = client.post(path(booked) + "/attendees", "{\"name\":\"Cy\",\"email\":\"cy@example.org\"}");
        assertThat(joined.status()).as(joined.text()).isEqualTo(200);
        assertThat(joined.header("ETag")).isEqualTo("\"2\"");
        assertThat(joined.json().getInteger("seats")).isEqualTo(3);
        assertThat(joined.json().getJsonArray("attendees")).hasSize(3);
        assertThat(free()).isEqualTo(2);

        var left = client.post(path(booked) + "/attendees/0/cancel", "{\"reason\":\"ill\"}");
        assertThat(left.status()).as(left.text()).isEqualTo(200);
        assertThat(left.json().getInteger("seats")).isEqualTo(2);
        assertThat(attendee(left, 0).getString("status")).isEqualTo("cancelled");
        assertThat(attendee(left, 0).getString("reason")).isEqualTo("ill");
        assertThat(free()).isEqualTo(3);
        assertThat(client.get(path(booked)).json()).isEqualTo(left.json());
        // With a seat each, Ada may come again and Bob may not.
        assertThat(book("yoga", "bob@example.org").code()).isEqualTo("already_booked");
        assertThat(book("yoga", "ada@example.org").status()).isEqualTo(201);
        assertThat(types(booked))
                .containsExactly("booking.confirmed", "booking.attendee_joined", "booking.attendee_cancelled");
        var told = client.get("/v1/events?subject=" + booked.json().getString("id"))
                .items();
        assertThat(told.getJsonObject(1).getJsonObject("data").getJsonObject("previous"))
                .isEqualTo(new JsonObject()
                        .put("seats", 2)
                        .put("attendees", booked.json().getJsonArray("attendees")));
        assertThat(told.getJsonObject(2).getJsonObject("data").getJsonObject("previous"))
                .isEqualTo(new JsonObject()
                        .put("seats", 3)
                        .put("attendees", joined.json().getJsonArray("attendees")));
    }

    @Test
    void nobody_joins_a_session_that_is_full() {
        var booked = book("yoga", "a@example.org", "b@example.org");
        assertThat(book("yoga", "c@example.org", "d@example.org", "e@example.org")
                        .status())
                .isEqualTo(201);

        var refused = client.post(path(booked) + "/attendees", "{\"name\":\"F\"}");
        assertThat(refused.code()).isEqualTo("slot_taken");
        assertThat(refused.json().getJsonArray("rules").getJsonObject(0).getString("code"))
                .isEqualTo("slot_taken");
        assertThat(client.get(path(booked)).json()).isEqualTo(booked.json());
        client.post(path(booked) + "/attendees/1/cancel", "");
        assertThat(client.post(path(booked) + "/attendees", "{\"name\":\"F\"}").status())
                .isEqualTo(200);
    }

    @Test
    void nobody_joins_twice_where_each_has_one_seat() {
        var booked = book("yoga", "a@example.org");

        assertThat(client.post(path(booked) + "/attendees", "{\"name\":\"A\",\"email\":\"A@example.org\"}")
                        .code())
                .isEqualTo("already_booked");
        book("yoga", "z@example.org");
        assertThat(client.post(path(booked) + "/attendees", "{\"name\":\"Z\",\"email\":\"z@example.org\"}")
                        .code())
                .isEqualTo("already_booked");
    }

    @Test
    void who_joins_keeps_the_limits_of_customers() {
        assertThat(client.post("/v1/bookings", wish("once", "11:00", "eve@example.org"))
                        .status())
                .isEqualTo(201);
        var booked = client.post("/v1/bookings", wish("once", "12:00", "max@example.org"));

        assertThat(client.post(path(booked) + "/attendees", "{\"name\":\"E\",\"email\":\"eve@example.org\"}")
                        .code())
                .isEqualTo("limit_reached");
        assertThat(client.post(path(booked) + "/attendees", "{\"name\":\"L\",\"email\":\"liz@example.org\"}")
                        .status())
                .isEqualTo(200);
        assertThat(client.post("/v1/bookings", wish("once", "13:00", "liz@example.org"))
                        .code())
                .isEqualTo("limit_reached");
        assertThat(client.post(path(booked) + "/attendees/1/cancel", "").status())
                .isEqualTo(200);
        assertThat(client.post("/v1/bookings", wish("once", "13:00", "liz@example.org"))
                        .status())
                .isEqualTo(201);
    }

    /// What he asks for he could not have.
    @Test
    void nobody_joins_a_request_that_could_not_be_granted() {
        practice.service(
                "asked",
                "{\"duration\":\"PT30M\",\"capacity\":2,\"approval\":true,\"policy\":{\"pendingBlocks\":false},"
                        + "\"limits\":[{\"max\":1,\"per\":\"year\",\"of\":\"customer\"}]}");
        var granted = client.post("/v1/bookings", wish("asked", "09:00", "eva@example.org"));
        assertThat(client.post(path(granted) + "/confirm", "").status()).isEqualTo(200);
        var asked = client.post("/v1/bookings", wish("asked", "10:00", "tom@example.org"));

        assertThat(client.post(path(asked) + "/attendees", "{\"name\":\"E\",\"email\":\"EVA@example.org\"}")
                        .code())
                .isEqualTo("limit_reached");
        assertThat(client.post(path(asked) + "/attendees", "{\"name\":\"K\"}").status())
                .isEqualTo(200);
        var full = client.post(path(asked) + "/attendees", "{\"name\":\"L\"}");
        assertThat(full.code()).isEqualTo("slot_taken");
        assertThat(full.json().getJsonObject("state").getString("status")).isEqualTo("pending");
        assertThat(client.post(path(asked) + "/attendees/1/cancel", "").status())
                .isEqualTo(200);
        assertThat(client.post(path(asked) + "/confirm", "").status()).isEqualTo(200);
    }

    @Test
    void who_has_left_counts_for_no_limit_wherever_the_others_go() {
        practice.service(
                "weekly", "{\"duration\":\"PT30M\",\"limits\":[{\"max\":1,\"per\":\"day\",\"of\":\"customer\"}]}");
        var booked = client.post("/v1/bookings", wish("weekly", "09:00", "liv@example.org", "jon@example.org"));
        client.post(path(booked) + "/attendees/1/cancel", "");
        assertThat(client.post(path(booked) + "/reschedule", "{\"start\":\"2027-02-01T09:00\"}")
                        .status())
                .isEqualTo(200);

        var his =
                "{\"service\":\"weekly\",\"start\":\"2027-02-01T10:00\",\"attendees\":[{\"name\":\"J\",\"email\":\"%s@example.org\"}]}";
        assertThat(client.post("/v1/bookings", his.formatted("liv")).code()).isEqualTo("limit_reached");
        assertThat(client.post("/v1/bookings", his.formatted("jon")).status()).isEqualTo(201);
    }

    @Test
    void each_arrives_or_stays_away_for_himself() {
        var booked = book("yoga", "a@example.org", "b@example.org", "c@example.org");

        var first = client.post(path(booked) + "/attendees/1/check-in", "");
        assertThat(first.json().getString("status")).isEqualTo("checked_in");
        assertThat(attendee(first, 1).getString("status")).isEqualTo("checked_in");
        assertThat(attendee(first, 0).containsKey("status")).isFalse();
        var second = client.post(path(booked) + "/attendees/0/check-in", "");
        assertThat(second.status()).as(second.text()).isEqualTo(200);
        var away = client.post(path(booked) + "/attendees/2/no-show", "");
        assertThat(away.json().getString("status")).isEqualTo("checked_in");
        assertThat(client.post(path(booked) + "/attendees/2/check-in", "").code())
                .isEqualTo("wrong_status");
        assertThat(client.post(path(booked) + "/complete", "").json().getString("status"))
                .isEqualTo("completed");
        assertThat(types(booked))
                .containsExactly(
                        "booking.confirmed",
                        "booking.checked_in",
                        "booking.attendee_checked_in",
                        "booking.attendee_no_show",
                        "booking.completed");
    }

    @Test
    void when_nobody_has_come_the_booking_is_a_no_show() {
        var booked = book("visit", "a@example.org", "b@example.org", "c@example.org");
        client.post(path(booked) + "/attendees/1/cancel", "");

        assertThat(client.post(path(booked) + "/attendees/0/no-show", "").json().getString("status"))
                .isEqualTo("confirmed");
        assertThat(client.post(path(booked) + "/attendees/2/no-show", "").json().getString("status"))
                .isEqualTo("no_show");
    }

    @Test
    void what_was_checked_in_as_a_whole_is_no_more_a_no_show() {
        var booked = book("visit", "a@example.org");
        client.post(path(booked) + "/check-in", "");

        var away = client.post(path(booked) + "/attendees/0/no-show", "");
        assertThat(away.json().getString("status")).isEqualTo("checked_in");
        assertThat(attendee(away, 0).getString("status")).isEqualTo("no_show");
    }

    @Test
    void the_last_who_is_still_expected_cannot_leave() {
        var booked = book("visit", "a@example.org", "b@example.org");
        client.post(path(booked) + "/attendees/0/no-show", "");

        assertThat(client.post(path(booked) + "/attendees/1/cancel", "").code()).isEqualTo("wrong_status");
        assertThat(client.post(path(booked) + "/attendees/1/no-show", "").json().getString("status"))
                .isEqualTo("no_show");
    }

    @Test
    void what_cannot_be_is_refused() {
        var booked = book("yoga", "a@example.org");
        var path = path(booked);

        var last = client.post(path + "/attendees/0/cancel", "");
        assertThat(last.code()).isEqualTo("wrong_status");
        assertThat(last.json().getString("detail")).contains("cancel the booking");
        assertThat(client.post(path + "/attendees/1/cancel", "").code()).isEqualTo("not_found");
        assertThat(client.post(path + "/attendees/x/cancel", "").code()).isEqualTo("not_found");
        assertThat(client.post(path + "/attendees/00/check-in", "").code()).isEqualTo("not_found");
        assertThat(client.post(path + "/attendees", "{}").pointer()).isEqualTo("/name");
        assertThat(client.post(path + "/attendees", "{\"name\":\"A\",\"status\":\"no_show\"}")
                        .code())
                .isEqualTo("malformed");
        assertThat(client.post(path + "/attendees/0/check-in", "", "If-Match", "\"7\"")
                        .code())
                .isEqualTo("version_mismatch");
        assertThat(client.post(path + "/attendees/0/check-in?dryRun=true", "")
                        .json()
                        .getString("status"))
                .isEqualTo("checked_in");
        client.post(path + "/cancel", "");
        assertThat(client.post(path + "/attendees", "{\"name\":\"B\"}").code()).isEqualTo("wrong_status");
        assertThat(client.post(path + "/attendees/0/check-in", "").code()).isEqualTo("wrong_status");
        var strict = client.post("/v1/bookings", wish("strict", "15:00", "a@example.org", "b@example.org"));
        assertThat(client.post(path(strict) + "/attendees/0/cancel", "").code()).isEqualTo("too_late");
    }

    @Test
    void of_many_who_join_at_once_as_many_come_in_as_there_are_seats() {
        var one = book("yoga", "a@example.org");
        var other = book("yoga", "b@example.org");

        var asked = IntStream.range(0, 12)
                .mapToObj(i -> nodes.get(i % 2)
                        .postAsync(path(i % 3 == 0 ? one : other) + "/attendees", "{\"name\":\"N" + i + "\"}"))
                .toList();
        var replies = asked.stream().map(CompletableFuture::join).toList();

        assertThat(replies).filteredOn(each -> each.status() == 200).hasSize(3);
        assertThat(replies).filteredOn(each -> each.code().equals("slot_taken")).hasSize(9);
    }

    private static Reply book(String what, String... emails) {
        return client.post("/v1/bookings", wish(what, "09:00", emails));
    }

    /// On a day of its own for each test.
    private static String wish(String what, String time, String... emails) {
        var attendees = Arrays.stream(emails)
                .map(each -> "{\"name\":\"N\",\"email\":\"" + each + "\"}")
                .toList();
        return "{\"service\":\"" + what + "\",\"resource\":\"hall\",\"start\":\"" + date() + "T" + time
                + "\",\"attendees\":[" + String.join(",", attendees) + "]}";
    }

    private static String date() {
        return MONDAY.plusWeeks(day / 5).plusDays(day % 5).toString();
    }

    private static int free() {
        return client.get("/v1/slots?service=yoga&resource=hall&from=" + date() + "&to=" + date())
                .json()
                .getJsonArray("slots")
                .getJsonObject(0)
                .getInteger("free");
    }

    private static String path(Reply booked) {
        return "/v1/bookings/" + booked.json().getString("id");
    }

    private static JsonObject attendee(Reply booking, int position) {
        return booking.json().getJsonArray("attendees").getJsonObject(position);
    }

    private static List<String> types(Reply booked) {
        return client.get("/v1/events?subject=" + booked.json().getString("id")).items().stream()
                .map(each -> ((JsonObject) each).getString("type"))
                .toList();
    }
}
