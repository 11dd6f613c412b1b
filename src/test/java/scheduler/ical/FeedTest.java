package scheduler.ical;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import net.fortuna.ical4j.model.component.VEvent;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Feeds that calendars subscribe to without a key, by an address that nobody guesses.
class FeedTest {

    private static final String KEY = "Bearer key-of-alpha";

    @RegisterExtension
    static final Service service =
            new Service().with("SCHEDULER_HTTP_API_KEYS", "alpha:key-of-alpha, beta:key-of-beta");

    private static Client client;
    private static int rooms;

    private String room = "";

    @BeforeAll
    static void open_a_practice() {
        client = service.client();
        send("PUT", "/v1/services/visit", "{\"name\":\"Visit of the ward\",\"duration\":\"PT30M\"}");
        send("PUT", "/v1/services/talk", "{\"duration\":\"PT30M\",\"approval\":true}");
    }

    @BeforeEach
    void take_another_room() {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
        room = "room-" + rooms++;
        send("PUT", "/v1/resources/" + room, "{\"timeZone\":\"Europe/Berlin\",\"name\":\"Dr. Lee\"}");
        send("PUT", "/v1/resources/" + room + "/schedule", """
                {"weekly":[{"days":["mon","tue","wed","thu","fri"],"from":"09:00","to":"17:00"}]}
                """);
    }

    @Test
    void a_feed_says_when_somebody_is_busy_and_nothing_else() {
        book("visit", "2026-12-01T09:00", "ada@example.org");
        cancel(book("visit", "2026-12-01T10:00", "ada@example.org"));
        book("talk", "2026-12-02T11:00", "bob@example.org");
        send("POST", "/v1/resources/" + room + "/blocks", """
                {"start":"2026-12-03T08:00:00Z","end":"2026-12-03T10:00:00Z","reason":"secret illness"}
                """);

        var feed = client.get(create(ofRoom()).getString("url"));

        assertThat(feed.status()).as(feed.text()).isEqualTo(200);
        assertThat(feed.header("Content-Type")).isEqualTo("text/calendar; charset=utf-8");
        assertThat(feed.header("Cache-Control")).isEqualTo("private, max-age=900");
        assertThat(feed.text())
                .contains("REFRESH-INTERVAL;VALUE=DURATION:PT15M\r\n", "X-PUBLISHED-TTL:PT15M\r\n", "NAME:Busy\r\n")
                .doesNotContain("Ada", "example.org", "illness", "Visit", "Lee", room, "visit");
        assertThat(Parsers.biweekly(feed.text()).getEvents()).hasSize(3);
        var events = events(feed);
        assertThat(events).extracting(each -> Parsers.value(each, "SUMMARY")).containsOnly("Busy");
        assertThat(events)
                .extracting(each -> Parsers.value(each, "STATUS"))
                .containsExactly("CONFIRMED", "TENTATIVE", "CONFIRMED");
        assertThat(events)
                .extracting(each -> Parsers.instant(each, "DTSTART"))
                .containsExactly(
                        Instant.parse("2026-12-01T08:00:00Z"),
                        Instant.parse("2026-12-02T10:00:00Z"),
                        Instant.parse("2026-12-03T08:00:00Z"));
    }

    @Test
    void with_details_it_says_all() {
        book("visit", "2026-12-01T09:00", "ada@example.org");
        cancel(book("visit", "2026-12-01T10:00", "ada@example.org"));

        var feed = client.get(create(ofRoom().put("details", true).put("name", "Dr. Lee; at work"))
                .getString("url"));

        assertThat(feed.text()).contains("X-WR-CALNAME:Dr. Lee\\; at work\r\n");
        var events = events(feed);
        assertThat(events).extracting(each -> Parsers.value(each, "SUMMARY")).containsOnly("Visit of the ward");
        assertThat(events).extracting(each -> Parsers.value(each, "RESOURCES")).containsOnly("Dr. Lee");
        assertThat(events).extracting(each -> Parsers.value(each, "STATUS")).containsExactly("CONFIRMED", "CANCELLED");
        assertThat(events).extracting(each -> Parsers.value(each, "ATTENDEE")).containsOnly("mailto:ada@example.org");
    }

    @Test
    void a_customer_has_a_feed_of_his_own() {
        var email = "Grace." + room + "@example.org";
        book("visit", "2026-12-01T09:00", email);
        book("visit", "2026-12-01T10:00", "ada@example.org");

        var feed = client.get(create(ofCustomer(email.toUpperCase(Locale.ROOT))).getString("url"));

        assertThat(events(feed))
                .extracting(each -> Parsers.instant(each, "DTSTART"))
                .containsExactly(Instant.parse("2026-12-01T08:00:00Z"));
    }

    @Test
    void what_a_customer_has_left_is_cancelled_for_him_and_for_nobody_else() {
        var ada = "ada." + room + "@example.org";
        var bob = "Bob." + room + "@example.org";
        var both = """
                {"service":"visit","start":"2026-12-01T09:00","resource":"%s",
                 "attendees":[{"name":"Ada","email":"%s"},{"name":"Bob","email":"%s"},{"name":"Cy"}]}
                """.formatted(room, ada, bob);
        var left = send("POST", send("POST", "/v1/bookings", both).header("Location") + "/attendees/1/cancel", "{}");
        assertThat(left.status()).as(left.text()).isEqualTo(200);
        book("visit", "2026-12-01T10:00", bob);
        var busy = create(ofCustomer(bob.toLowerCase(Locale.ROOT))).getString("url");

        assertThat(events(client.get(busy)))
                .extracting(each -> Parsers.instant(each, "DTSTART"))
                .containsExactly(Instant.parse("2026-12-01T09:00:00Z"));
        assertThat(client.get(busy + "?freebusy=true").text())
                .containsOnlyOnce("FREEBUSY;")
                .contains("FREEBUSY;FBTYPE=BUSY:20261201T090000Z/20261201T093000Z\r\n");
        var told = create(ofCustomer(bob).put("details", true)).getString("url");
        assertThat(statuses(client.get(told))).containsExactly("CANCELLED", "CONFIRMED");
        assertThat(client.get(told + "?freebusy=true").text()).containsOnlyOnce("FREEBUSY;");
        assertThat(statuses(client.get(create(ofCustomer(ada)).getString("url"))))
                .containsExactly("CONFIRMED");
        assertThat(statuses(client.get(create(ofRoom()).getString("url")))).containsExactly("CONFIRMED", "CONFIRMED");
    }

    @Test
    void free_and_busy_times_are_those_of_the_same_bookings() {
        book("visit", "2026-12-01T09:00", "ada@example.org");
        book("visit", "2026-12-01T09:30", "bob@example.org");
        book("talk", "2026-12-02T11:00", "bob@example.org");

        var feed = client.get(create(ofRoom()).getString("url") + "?freebusy=true");

        assertThat(feed.text())
                .contains("FREEBUSY;FBTYPE=BUSY:20261201T080000Z/20261201T090000Z\r\n")
                .contains("FREEBUSY;FBTYPE=BUSY-TENTATIVE:20261202T100000Z/20261202T103000Z\r\n")
                .contains("DTSTART:20261025T000000Z\r\n", "DTEND:20271229T000000Z\r\n")
                .doesNotContain("VEVENT", "Ada");
        assertThat(Parsers.biweekly(feed.text()).getFreeBusies()).hasSize(1);
        assertThat(Parsers.ical4j(feed.text()).getComponents("VFREEBUSY")).hasSize(1);
    }

    @Test
    void what_is_long_ago_or_far_ahead_is_left_out() {
        book("visit", "2026-11-24T14:00", "ada@example.org");
        book("visit", "2026-12-08T14:00", "ada@example.org");
        var url = create(ofRoom()).getString("url");

        service.clock().advance(Duration.ofDays(31));

        assertThat(events(client.get(url)))
                .extracting(each -> Parsers.instant(each, "DTSTART"))
                .containsExactly(Instant.parse("2026-12-08T13:00:00Z"));
        service.clock().advance(Duration.ofDays(31));
        var empty = client.get(url);
        assertThat(Parsers.events(Parsers.ical4j(empty.text()))).isEmpty();
        assertThat(empty.text()).contains("BEGIN:VTIMEZONE");
    }

    @Test
    void the_address_is_told_once_and_leads_nowhere_once_revoked() throws SQLException {
        var made = send("POST", "/v1/calendars", ofRoom().encode());
        var tried = send("POST", "/v1/calendars?dryRun=true", ofRoom().encode());
        var token = made.json().getString("token");
        var place = made.header("Location");

        assertThat(made.status()).isEqualTo(201);
        assertThat(token).matches("[A-Za-z0-9_-]{43}");
        assertThat(made.json().getString("url")).isEqualTo("/v1/calendars/" + token + ".ics");
        for (var each : List.of(tried, send("GET", place, ""), send("GET", "/v1/calendars?limit=200", ""))) {
            assertThat(each.status()).isEqualTo(200);
            assertThat(each.text()).doesNotContain("token", "url", token);
        }
        assertThat(stored(token)).isZero();
        assertThat(client.get(made.json().getString("url")).status()).isEqualTo(200);

        assertThat(client.delete(place, "Authorization", "Bearer key-of-beta").status())
                .isEqualTo(404);
        assertThat(send("DELETE", place, "").status()).isEqualTo(204);

        var gone = client.get(made.json().getString("url"));
        assertThat(gone.status()).isEqualTo(404);
        assertThat(gone.code()).isEqualTo("not_found");
        assertThat(gone.text()).doesNotContain(token);
        assertThat(send("DELETE", place, "").status()).isEqualTo(404);
    }

    /// Row C8. Whoever has lost the answer could never read the feed otherwise.
    @Test
    void by_the_same_key_the_address_is_told_again() throws SQLException {
        var key = "again-" + room;
        var tried = send("POST", "/v1/calendars?dryRun=true", ofRoom().encode(), "Idempotency-Key", key);
        var made = send("POST", "/v1/calendars", ofRoom().encode(), "Idempotency-Key", key);
        var again = send("POST", "/v1/calendars", ofRoom().encode(), "Idempotency-Key", key);

        assertThat(tried.text()).doesNotContain("token", "url");
        assertThat(made.status()).isEqualTo(201);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.text()).isEqualTo(made.text());
        assertThat(again.header("Location")).isEqualTo(made.header("Location"));
        assertThat(client.get(again.json().getString("url")).status()).isEqualTo(200);
        // It stands with the answer, and nowhere else.
        assertThat(stored(made.json().getString("token"))).isEqualTo(1);

        assertThat(send("DELETE", made.header("Location"), "").status()).isEqualTo(204);
        assertThat(client.get(made.json().getString("url")).status()).isEqualTo(404);
    }

    @Test
    void all_who_send_one_key_at_once_are_told_the_same_address() {
        var all = IntStream.range(0, 8)
                .mapToObj(_ -> client.postAsync(
                        "/v1/calendars", ofRoom().encode(), "Authorization", KEY, "Idempotency-Key", "at-once-" + room))
                .toList()
                .stream()
                .map(CompletableFuture::join)
                .toList();

        assertThat(all).extracting(Reply::status).containsOnly(201);
        assertThat(all.stream().map(Reply::text).distinct()).hasSize(1);
        assertThat(client.get(all.getFirst().json().getString("url")).status()).isEqualTo(200);
    }

    /// In how many rows of all that is stored a text stands.
    private static long stored(String text) throws SQLException {
        return new Practice(service).number("""
                select (select count(*) from calendar c where c::text like '%%%1$s%%')
                  + (select count(*) from idempotency i where i::text like '%%%1$s%%')
                  + (select count(*) from event e where e::text like '%%%1$s%%')
                """.formatted(text));
    }

    @Test
    void without_a_key_nothing_but_a_feed_can_be_read() {
        var url = create(ofRoom()).getString("url");
        var token = url.substring("/v1/calendars/".length(), url.length() - ".ics".length());

        assertThat(client.get(url).status()).isEqualTo(200);
        assertThat(client.get(url, "Authorization", "Bearer nonsense").status()).isEqualTo(200);
        assertThat(client.send("HEAD", url, "").status()).isEqualTo(200);
        for (var path : List.of(
                "/v1/calendars",
                "/v1/calendars/" + token,
                "/v1/calendars/" + token + "/.ics",
                "/v1/calendars/.ics",
                "/v1/calendars/x.ics/",
                url + "/",
                "/v1/calendars/../calendars/" + token + ".ics/../../bookings",
                "/v1//calendars/" + token + ".ics")) {
            assertThat(client.get(path).status()).as(path).isEqualTo(401);
        }
        for (var method : List.of("DELETE", "PUT", "POST")) {
            assertThat(client.send(method, url, "").status()).as(method).isEqualTo(401);
        }
        for (var none : List.of(
                "A".repeat(43),
                "A".repeat(65),
                "abc",
                "x",
                "a.b",
                "..",
                "%2e%2e",
                "a%2Fb",
                "%2e%2e%2fbookings",
                "a%20b",
                "%C3%A4")) {
            var path = "/v1/calendars/" + none + ".ics";
            assertThat(client.get(path).status()).as(path).isEqualTo(404);
            assertThat(client.get(path).code()).as(path).isEqualTo("not_found");
            assertThat(send("GET", path, "").status()).as(path).isEqualTo(404);
        }
        assertThat(client.get(url + "?no=1").status()).isEqualTo(400);
        assertThat(client.get(url + "?freebusy=maybe").status()).isEqualTo(422);
    }

    @Test
    void who_has_it_already_is_told_so() {
        book("visit", "2026-12-01T09:00", "ada@example.org");
        var url = create(ofRoom()).getString("url");

        for (var path : List.of(url, url + "?freebusy=true")) {
            var tag = client.get(path).header("ETag");
            service.clock().advance(Duration.ofMinutes(20));
            assertThat(client.get(path, "If-None-Match", tag).status()).isEqualTo(304);
        }
        var tag = client.get(url).header("ETag");
        book("visit", "2026-12-01T10:00", "ada@example.org");
        assertThat(client.get(url, "If-None-Match", tag).status()).isEqualTo(200);
    }

    @Test
    void wrong_wishes_are_refused() {
        assertThat(send("POST", "/v1/calendars", "{\"resource\":\"nobody\"}").code())
                .isEqualTo("unknown_resource");
        assertThat(send("POST", "/v1/calendars", "{}").code()).isEqualTo("invalid");
        assertThat(send("POST", "/v1/calendars", ofRoom().put("attendee", "a@b").encode())
                        .code())
                .isEqualTo("invalid");
        var wrong = send("POST", "/v1/calendars", "{\"attendee\":\"nobody\"}");
        assertThat(wrong.code()).isEqualTo("invalid");
        assertThat(wrong.pointer()).isEqualTo("/attendee");
    }

    private JsonObject ofRoom() {
        return new JsonObject().put("resource", room);
    }

    private static JsonObject ofCustomer(String email) {
        return new JsonObject().put("attendee", email);
    }

    private static List<String> statuses(Reply feed) {
        return events(feed).stream().map(each -> Parsers.value(each, "STATUS")).toList();
    }

    private static JsonObject create(JsonObject wish) {
        var made = send("POST", "/v1/calendars", wish.encode());
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        return made.json();
    }

    private Reply book(String what, String start, String email) {
        var attendee = new JsonObject().put("name", "Ada Lovelace").put("email", email);
        var wish = new JsonObject().put("service", what).put("start", start).put("resource", room);
        var booked = send(
                "POST",
                "/v1/bookings",
                wish.put("attendees", new JsonArray().add(attendee)).encode());
        assertThat(booked.status()).as(booked.text()).isEqualTo(201);
        return booked;
    }

    private static void cancel(Reply booked) {
        assertThat(send("POST", booked.header("Location") + "/cancel", "{}").status())
                .isEqualTo(200);
    }

    private static List<VEvent> events(Reply feed) {
        Parsers.lines(feed.text());
        return Parsers.events(Parsers.ical4j(feed.text()));
    }

    private static Reply send(String method, String path, String body, String... headers) {
        var all = new java.util.ArrayList<>(List.of("Authorization", KEY));
        all.addAll(List.of(headers));
        return client.send(method, path, body, all.toArray(String[]::new));
    }
}
