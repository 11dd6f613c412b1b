package scheduler.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import com.standardwebhooks.Webhook;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;
import scheduler.webhook.Receiver.Answer;
import scheduler.webhook.Receiver.Got;

/// From a booking to whoever is told of it: what arrives, and what becomes of what does not.
class WebhookTest {

    private static final String BOOKED = "\"types\":[\"booking.confirmed\"]";

    @RegisterExtension
    static final Service service = new Service()
            .with("SCHEDULER_EGRESS_ALLOWED_HOSTS", "127.0.0.1")
            .with("SCHEDULER_WEBHOOK_INTERVAL", "PT0.05S");

    static Receiver receiver;
    private static Practice practice;
    private static Client client;
    private static int tests;

    private String name = "";

    @BeforeAll
    static void open() {
        receiver = new Receiver();
        practice = new Practice(service).resource("room").service("visit", "{\"duration\":\"PT15M\",\"capacity\":500}");
        client = service.client();
    }

    @AfterAll
    static void close() {
        receiver.close();
    }

    @BeforeEach
    void name_the_subscription() {
        name = "sub-" + tests++;
        receiver.answering(_ -> Answer.OK);
        // Webhooks go by the real time, and what is booked has to be ahead of that too.
        service.clock().set(Instant.now());
    }

    @Test
    void a_booking_is_told_signed_and_as_it_stands_in_the_log() throws Exception {
        var secret = subscribe(BOOKED).json().getString("secret");
        var booking = book();

        var got = receiver.await("/" + name, 1).getFirst();

        new Webhook(secret).verify(got.body(), headers(got));
        assertThat(got.headers().get("content-type")).startsWith("application/cloudevents+json");
        var logged = client.get("/v1/events?type=booking.confirmed&subject=" + booking)
                .items()
                .getJsonObject(0);
        assertThat(got.event()).isEqualTo(logged);
        var delivery = await(got.id(), "delivered");
        assertThat(delivery.getString("subscription")).isEqualTo(name);
        assertThat(delivery.getString("event")).isEqualTo(logged.getString("id"));
        assertThat(delivery.getInteger("attempts")).isEqualTo(1);
        assertThat(delivery.getInteger("answerStatus")).isEqualTo(204);
        assertThat(delivery.getLong("sequence")).isEqualTo(logged.getLong("sequence"));
    }

    @Test
    void a_reminder_by_webhook_is_told_to_who_asks_for_it() {
        practice.resource("reminding-room")
                .service(
                        "reminding",
                        "{\"duration\":\"PT15M\",\"reminders\":[{\"before\":\"P60D\",\"channel\":\"webhook\",\"late\":\"send\"}]}");
        subscribe("\"types\":[\"reminder.due\"]");
        var booking = practice.book("reminding", start(), "reminding-room");
        assertThat(booking.status()).as(booking.text()).isEqualTo(201);

        var told = receiver.await("/" + name, 1).getFirst().event();
        assertThat(told.getString("subject")).isEqualTo(booking.json().getString("id"));
        var reminder = told.getJsonObject("data");
        assertThat(reminder.getString("channel")).isEqualTo("webhook");
        assertThat(reminder.getJsonObject("recipient").getString("name")).isEqualTo("Ada");
    }

    @Test
    void only_what_is_asked_for_is_told_and_types_are_exact() {
        subscribe("\"types\":[\"booking.cancelled\",\"booking.confirm\"]");
        subscribe(name + "-all", "\"description\":\"everything\"");
        var booking = book();
        cancel(booking);

        assertThat(receiver.await("/" + name, 1)).extracting(Got::type).containsExactly("booking.cancelled");
        assertThat(receiver.await("/" + name + "-all", 2))
                .extracting(Got::type)
                .containsExactly("booking.confirmed", "booking.cancelled");
    }

    @Test
    void what_fails_is_sent_again_under_the_same_id() throws Exception {
        receiver.answering(got -> Answer.of(got.nth() == 1 ? 500 : 200));
        subscribe(BOOKED);
        book();
        var first = receiver.await("/" + name, 1).getFirst();
        Patience.until(() -> delivery(first.id()).getInteger("answerStatus", 0) == 500);
        var waiting = delivery(first.id());
        assertThat(waiting.getString("status")).isEqualTo("waiting");
        assertThat(waitsFor(waiting)).isBetween(Duration.ofMillis(1), Duration.ofMillis(5_600));

        makeDue();

        var second = receiver.await("/" + name, 2).getLast();
        assertThat(second.id()).isEqualTo(first.id());
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(await(first.id(), "delivered").getInteger("attempts")).isEqualTo(2);
    }

    @Test
    void who_asks_for_time_is_given_it() {
        receiver.answering(_ -> new Answer(429, "slowly", Map.of("Retry-After", "600")));
        subscribe(BOOKED);
        book();
        var id = receiver.await("/" + name, 1).getFirst().id();

        Patience.until(() -> delivery(id).getInteger("answerStatus", 0) == 429);

        assertThat(delivery(id).getString("answer")).isEqualTo("slowly");
        assertThat(waitsFor(delivery(id))).isBetween(Duration.ofSeconds(590), Duration.ofSeconds(661));
    }

    @Test
    void what_is_sent_again_does_not_hurry_those_behind_it() {
        receiver.answering(got -> got.type().equals("booking.confirmed")
                ? Answer.OK
                : new Answer(429, "slowly", Map.of("Retry-After", "600")));
        subscribe("\"description\":\"all\"");
        cancel(book());
        var got = receiver.await("/" + name, 2);
        var first = got.getFirst().id();
        var second = got.getLast().id();
        Patience.until(() -> delivery(second).getInteger("answerStatus", 0) == 429);

        client.post("/v1/deliveries/" + first + "/redeliver", "");

        receiver.await("/" + name, 3);
        await(first, "delivered");
        assertThat(waitsFor(delivery(second))).isGreaterThan(Duration.ofSeconds(450));
        assertThat(delivery(second).getInteger("attempts")).isEqualTo(1);
    }

    /// It is stopped when it has looked where the log ends and is not there for others: whoever reads the log on has to
    /// wait for it.
    @Test
    void what_happens_while_a_subscription_is_made_is_told() throws SQLException {
        // The first number of a sequence is written down, and by that a transaction has its own.
        subscribe(name + "-before", BOOKED);
        execute("create function stop() returns trigger language plpgsql as"
                + " 'begin perform pg_advisory_xact_lock(4711); return new; end'");
        execute("create trigger stop before insert on subscription for each row execute function stop()");
        CompletableFuture<Reply> making;
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("select pg_advisory_xact_lock(4711)");
            var body = "{\"url\":\"" + receiver.url("/" + name) + "\"," + BOOKED + "}";
            making = client.sendAsync("PUT", "/v1/subscriptions/" + name, body);
            Patience.until(() -> stopped("") == 1);
            assertThat(stopped(" and exists (select from pg_locks n where n.pid = l.pid"
                            + " and n.locktype = 'transactionid' and n.granted)"))
                    .as("those that have a number")
                    .isOne();
            book();
            connection.commit();
        } finally {
            execute("drop trigger stop on subscription");
            execute("drop function stop()");
        }
        assertThat(making.join().status()).isEqualTo(201);

        receiver.await("/" + name, 1);
    }

    @Test
    void a_redirect_is_a_failure_and_is_not_followed() {
        receiver.answering(got -> got.path().endsWith("/elsewhere")
                ? Answer.OK
                : new Answer(307, "", Map.of("Location", receiver.url("/" + name + "/elsewhere"))));
        subscribe(BOOKED);
        book();
        var id = receiver.await("/" + name, 1).getFirst().id();

        Patience.until(() -> delivery(id).getInteger("answerStatus", 0) == 307);

        assertThat(delivery(id).getString("status")).isEqualTo("waiting");
        assertThat(receiver.at("/" + name + "/elsewhere")).isEmpty();
    }

    @Test
    void after_the_last_attempt_it_is_dead_and_those_behind_it_come() throws SQLException {
        receiver.answering(got -> Answer.of(got.type().equals("booking.confirmed") ? 500 : 200));
        subscribe("\"description\":\"all\"");
        var booking = book();
        var first = receiver.await("/" + name, 1).getFirst();
        cancel(booking);
        Patience.until(() -> listed("?subscription=" + name).size() == 2);
        for (int attempt = 2; attempt <= 10; attempt++) {
            int before = attempt - 1;
            Patience.until(() -> delivery(first.id()).getInteger("answerStatus", 0) == 500
                    && waitsFor(delivery(first.id())).compareTo(Duration.ZERO) > 0);
            assertThat(receiver.at("/" + name)).hasSize(before);
            makeDue();
            receiver.await("/" + name, attempt);
        }

        assertThat(await(first.id(), "dead").getInteger("attempts")).isEqualTo(10);
        assertThat(receiver.await("/" + name, 11).getLast().type()).isEqualTo("booking.cancelled");
        assertThat(listed("?status=dead&subscription=" + name))
                .extracting(each -> each.getString("id"))
                .containsExactly(first.id());
        assertThat(listed("?status=dead"))
                .extracting(each -> each.getString("id"))
                .contains(first.id());

        receiver.answering(_ -> Answer.OK);
        assertThat(client.post("/v1/deliveries/" + first.id() + "/redeliver", "")
                        .json()
                        .getString("status"))
                .isEqualTo("waiting");
        assertThat(await(first.id(), "delivered").getInteger("attempts")).isEqualTo(1);
    }

    @Test
    void gone_disables_and_whoever_resumes_has_lost_nothing() {
        receiver.answering(_ -> Answer.of(410));
        subscribe(BOOKED);
        book();
        Patience.until(() -> subscription().getString("status").equals("disabled"));
        assertThat(subscription().getString("reason")).contains("410");
        book();
        Patience.until(() -> listed("?subscription=" + name + "&status=waiting").size() == 2);
        assertThat(client.post("/v1/subscriptions/" + name + "/pause", "").code())
                .isEqualTo("wrong_status");
        assertThat(receiver.at("/" + name)).hasSize(1);

        receiver.answering(_ -> Answer.OK);
        client.post("/v1/subscriptions/" + name + "/resume", "");

        receiver.await("/" + name, 3);
        Patience.until(
                () -> listed("?subscription=" + name + "&status=delivered").size() == 2);
        assertThat(subscription().getString("status")).isEqualTo("active");
        assertThat(subscription().containsKey("reason")).isFalse();
    }

    @Test
    void what_happens_in_a_pause_comes_after_it() {
        subscribe(BOOKED);
        assertThat(client.post("/v1/subscriptions/" + name + "/pause", "")
                        .json()
                        .getString("status"))
                .isEqualTo("paused");
        book();
        book();
        Patience.until(() -> listed("?subscription=" + name).size() == 2);
        assertThat(receiver.at("/" + name)).isEmpty();

        client.post("/v1/subscriptions/" + name + "/resume", "");

        receiver.await("/" + name, 2);
    }

    @Test
    void everything_behind_a_place_of_the_log_comes_again_in_its_order() {
        var place = client.get("/v1/events?after=end").json().getString("next");
        var bookings = List.of(book(), book(), book());
        bookings.forEach(WebhookTest::cancel);
        subscribe("\"description\":\"later than that\"");
        book();
        receiver.await("/" + name, 1);

        var asked = client.post("/v1/subscriptions/" + name + "/redeliver", "{\"after\":\"" + place + "\"}");

        assertThat(asked.json().getJsonObject("redelivering").getString("after"))
                .isEqualTo(place);
        var got = receiver.await("/" + name, 8);
        for (var booking : bookings) {
            assertThat(got.stream()
                            .filter(each -> each.subject().equals(booking))
                            .map(Got::type))
                    .containsExactly("booking.confirmed", "booking.cancelled");
        }
        Patience.until(() -> !subscription().containsKey("redelivering"));
        Patience.until(
                () -> listed("?subscription=" + name + "&status=delivered").size() == 7);
        assertThat(listed("?subscription=" + name + "&subject=" + bookings.getFirst()))
                .hasSize(2);
    }

    @Test
    void while_secrets_change_over_both_sign() throws Exception {
        var old = subscribe(BOOKED).json().getString("secret");
        var rotated = client.post("/v1/subscriptions/" + name + "/rotate-secret", "");
        var next = rotated.json().getString("secret");
        book();
        var both = receiver.await("/" + name, 1).getFirst();
        new Webhook(old).verify(both.body(), headers(both));
        new Webhook(next).verify(both.body(), headers(both));

        service.clock().advance(Duration.ofHours(25));
        book();

        var alone = receiver.await("/" + name, 2).getLast();
        assertThat(alone.headers().get("webhook-signature"))
                .isEqualTo(new Webhook(next)
                        .sign(alone.id(), service.clock().instant().getEpochSecond(), alone.body()));
    }

    @Test
    void a_test_is_sent_once_and_tells_how_it_went() throws Exception {
        var secret = subscribe(BOOKED).json().getString("secret");
        receiver.answering(_ -> new Answer(500, "no \u0000 way", Map.of()));

        var sent = client.post("/v1/subscriptions/" + name + "/test", "");

        assertThat(sent.status()).isEqualTo(201);
        var got = receiver.await("/" + name, 1).getFirst();
        new Webhook(secret).verify(got.body(), headers(got));
        assertThat(got.type()).isEqualTo("webhook.test");
        assertThat(sent.header("Location")).isEqualTo("/v1/deliveries/" + got.id());
        var told = await(got.id(), "dead");
        assertThat(told.getString("answer")).isEqualTo("no \uFFFD way");
        receiver.answering(_ -> Answer.OK);
        client.post("/v1/deliveries/" + got.id() + "/redeliver", "");
        await(got.id(), "delivered");
    }

    @Test
    void what_is_too_large_comes_without_data_and_says_where_they_are() {
        subscribe(BOOKED);
        var metadata = new JsonObject();
        for (int i = 0; i < 10; i++) {
            metadata.put("k" + i, "ä".repeat(1_150));
        }
        var wish = new JsonObject(Practice.wish("visit", start(), "room")).put("metadata", metadata);
        assertThat(client.post("/v1/bookings", wish.encode()).status()).isEqualTo(201);

        var event = receiver.await("/" + name, 1).getFirst().event();

        assertThat(event.containsKey("data")).isFalse();
        var read = client.get(event.getString("dataref")).items().getJsonObject(0);
        assertThat(read.getString("id")).isEqualTo(event.getString("id"));
        assertThat(read.getJsonObject("data").getJsonObject("metadata")).isEqualTo(metadata);
    }

    @Test
    void what_leads_inside_is_not_called_whoever_has_written_it() throws SQLException {
        subscribe(BOOKED);
        execute("update subscription set url = replace(url, '127.0.0.1', '127.0.0.2') where id = '" + name + "'");
        book();

        Patience.until(() -> listed("?subscription=" + name).stream().anyMatch(each -> each.containsKey("error")));

        var refused = listed("?subscription=" + name).getFirst();
        assertThat(refused.getString("error")).contains("127.0.0.2", "egress.allowedHosts");
        assertThat(refused.getString("status")).isEqualTo("waiting");
        assertThat(receiver.at("/" + name)).isEmpty();
    }

    private Reply subscribe(String more) {
        return subscribe(name, more);
    }

    private static Reply subscribe(String name, String more) {
        var reply =
                client.put("/v1/subscriptions/" + name, "{\"url\":\"" + receiver.url("/" + name) + "\"," + more + "}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply;
    }

    private JsonObject subscription() {
        return client.get("/v1/subscriptions/" + name).json();
    }

    /// On a Tuesday to come.
    private static String start() {
        return LocalDate.ofInstant(service.clock().instant(), ZoneOffset.UTC)
                        .plusDays(2)
                        .with(TemporalAdjusters.next(DayOfWeek.TUESDAY))
                + "T09:00";
    }

    private static String book() {
        var booked = practice.book("visit", start(), "room");
        assertThat(booked.status()).as(booked.text()).isEqualTo(201);
        return booked.json().getString("id");
    }

    private static void cancel(String booking) {
        assertThat(client.post("/v1/bookings/" + booking + "/cancel", "").status())
                .isEqualTo(200);
    }

    private static JsonObject delivery(String id) {
        return client.get("/v1/deliveries/" + id).json();
    }

    private static JsonObject await(String id, String status) {
        Patience.until(() -> delivery(id).getString("status").equals(status));
        return delivery(id);
    }

    private static List<JsonObject> listed(String query) {
        return client.get("/v1/deliveries" + query).items().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static long stopped(String more) {
        try {
            return practice.number("select count(*) from pg_locks l where l.locktype = 'advisory' and not l.granted"
                    + " and l.objid = 4711 and l.database = (select oid from pg_database where datname = current_database())"
                    + more);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Duration waitsFor(JsonObject delivery) {
        return Duration.between(Instant.now(), Instant.parse(delivery.getString("nextAttemptAt")));
    }

    private static void makeDue() throws SQLException {
        execute("update delivery set due_at = now() where status = 'waiting' and due_at > now()");
    }

    private static void execute(String sql) throws SQLException {
        try (var connection = service.postgres().jdbc();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static Map<String, List<String>> headers(Got got) {
        return Map.of(
                "webhook-id",
                List.of(got.id()),
                "webhook-timestamp",
                List.of(got.headers().get("webhook-timestamp")),
                "webhook-signature",
                List.of(got.headers().get("webhook-signature")));
    }
}
