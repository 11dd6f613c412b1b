package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Whom a customer has asked for by name gives his seat wherever that is moved; whose session somebody has only joined
/// may be replaced.
class NamedInSessionTest {

    @RegisterExtension
    static final Service service = new Service();

    private static Practice practice;
    private static Client client;

    @BeforeAll
    static void open_a_school() {
        practice = new Practice(service)
                .resource("ann", "hosts")
                .resource("bob", "hosts")
                .schedule("bob", """
                        {"weekly":[{"days":["mon","tue","wed","thu"],"from":"09:00","to":"17:00"}]}
                        """)
                .service("talk", "{\"duration\":\"PT30M\"}")
                .service("yoga", """
                        {"duration":"PT30M","capacity":3,"requirements":[{"role":"host","pool":"hosts"}]}
                        """);
        client = practice.client();
    }

    @AfterAll
    static void the_log_tells_all_of_it() {
        assertThat(practice.differences()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"resource\":\"bob\"",
                "\"resources\":[\"bob\"]",
                "\"resources\":[{\"role\":\"host\",\"id\":\"bob\"}]"
            })
    void stays_or_the_move_is_refused(String named) {
        var booked = yoga("2026-12-14T09:00", named);
        practice.book("talk", "2026-12-14T12:00", "bob");

        var closed = move(booked, "2026-12-18T09:00");
        var taken = move(booked, "2026-12-14T12:00");
        var moved = move(booked, "2026-12-14T10:00");
        var again = move(booked, "2026-12-14T12:00");

        assertThat(host(booked)).isEqualTo("bob");
        assertThat(closed.code()).as(closed.text()).isEqualTo("outside_hours");
        assertThat(taken.code()).as(taken.text()).isEqualTo("slot_taken");
        assertThat(moved.status()).as(moved.text()).isEqualTo(200);
        assertThat(host(moved)).isEqualTo("bob");
        assertThat(again.code()).as(again.text()).isEqualTo("slot_taken");
        assertThat(host(move(booked, "2026-12-18T09:00", "\"resource\":\"ann\"")))
                .isEqualTo("ann");
        assertThat(client.post("/v1/bookings/" + id(booked) + "/cancel", "").status())
                .isEqualTo(200);
    }

    /// A session of somebody else is there to be joined, and more seats are taken in it.
    @Test
    void stays_though_another_has_a_session_then() {
        var booked = yoga("2026-12-15T09:00", "\"resource\":\"bob\"");
        assertThat(host(yoga("2026-12-15T10:00", ""))).isEqualTo("ann");

        var moved = move(booked, "2026-12-15T10:00");

        assertThat(host(moved)).isEqualTo("bob");
    }

    @Test
    void who_was_joined_by_chance_may_be_replaced_ever_after() {
        yoga("2026-12-16T09:00", "");
        var joined = yoga("2026-12-16T09:00", "");
        var asked = yoga("2026-12-16T09:00", "\"resource\":\"ann\"");
        practice.book("talk", "2026-12-16T12:00", "ann");
        practice.book("talk", "2026-12-16T13:00", "bob");
        practice.book("talk", "2026-12-16T14:00", "ann");

        var refused = move(asked, "2026-12-16T12:00");
        var stayed = move(joined, "2026-12-16T11:00");
        var went = move(joined, "2026-12-16T12:00");
        var back = move(joined, "2026-12-16T13:00");
        var gone = move(joined, "2026-12-16T14:00");

        assertThat(joined.json().getString("session")).isEqualTo(asked.json().getString("session"));
        assertThat(refused.code()).as(refused.text()).isEqualTo("slot_taken");
        assertThat(host(stayed)).isEqualTo("ann");
        assertThat(host(went)).isEqualTo("bob");
        assertThat(host(back)).isEqualTo("ann");
        assertThat(host(gone)).isEqualTo("bob");
        assertThat(went.json().getJsonArray("resources").encode()).doesNotContain("unasked");
    }

    @Test
    void gives_all_of_a_series_wherever_it_is_moved() {
        var named = series("2026-12-21T09:00", "\"resource\":\"bob\",");
        var others = series("2026-12-21T11:00", "");
        practice.book("talk", "2026-12-22T14:00", "bob");
        practice.book("talk", "2026-12-22T15:00", "ann");

        var refused = reschedule(named, "2026-12-21T14:00");
        var replaced = reschedule(others, "2026-12-21T15:00");

        assertThat(refused.code()).as(refused.text()).isEqualTo("slot_taken");
        assertThat(refused.json().getInteger("occurrence")).isEqualTo(2);
        assertThat(replaced.status()).as(replaced.text()).isEqualTo(200);
        assertThat(replaced.json().getJsonArray("occurrences"))
                .extracting(each -> host((JsonObject) each))
                .containsExactly("ann", "bob", "ann");
    }

    private static Reply yoga(String start, String named) {
        var more = named.isEmpty() ? "" : "," + named;
        var booked = client.post("/v1/bookings", "{\"service\":\"yoga\",\"start\":\"" + start + "\"" + more + "}");
        assertThat(booked.status()).as(booked.text()).isEqualTo(201);
        return booked;
    }

    private static Reply series(String start, String named) {
        return client.post(
                "/v1/series",
                "{\"service\":\"yoga\"," + named + "\"start\":\"" + start + "\",\"rrule\":\"FREQ=DAILY;COUNT=3\"}");
    }

    private static Reply move(Reply booked, String start, String... more) {
        return client.post(
                "/v1/bookings/" + id(booked) + "/reschedule",
                "{\"start\":\"" + start + "\"" + (more.length == 0 ? "" : "," + more[0]) + "}");
    }

    private static Reply reschedule(Reply series, String start) {
        return client.post("/v1/series/" + id(series) + "/reschedule", "{\"start\":\"" + start + "\"}");
    }

    private static String id(Reply reply) {
        return reply.json().getString("id");
    }

    private static String host(Reply booking) {
        return host(booking.json());
    }

    private static String host(JsonObject booking) {
        return booking.getJsonArray("resources").getJsonObject(0).getString("id");
    }
}
