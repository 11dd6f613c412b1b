package scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.until;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import jakarta.mail.Message.RecipientType;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scheduler.testing.Client;
import scheduler.testing.MailServer;
import scheduler.testing.Postgres;

/// Three nodes mail more than 10,000 reminders that are due at once. One is killed amid them, another stands still for
/// longer than its lease and wakes, and bookings are cancelled. What has come out of it is counted by the mail server.
class ReminderCrashIT {

    private static final int BOOKINGS = 112;
    private static final int GUESTS = 100;

    /// So many bookings are cancelled before anything is due, and as many amid the sending.
    private static final int CANCELLED = 5;

    /// What a node of the three has taken at most: as many as it has connections to the mail server.
    private static final int TAKEN_MAX = 8;

    private static final Duration TAKEOVER_MAX = Duration.ofSeconds(31);

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @RegisterExtension
    static final MailServer mail = new MailServer();

    @TempDir
    Path directory;

    private final List<ServiceJar> started = new ArrayList<>();
    private final List<String> bookings = new ArrayList<>();
    private final Set<Integer> cancelled = new HashSet<>();

    @AfterEach
    void end_all() {
        started.forEach(ServiceJar::close);
    }

    @Test
    void each_is_sent_though_nodes_die_and_stand_still_and_none_of_what_was_cancelled() throws Exception {
        var killed = start();
        var stalled = start();
        var other = start();
        var client = other.client();
        open(client);
        for (int i = 0; i < BOOKINGS; i++) {
            bookings.add(book(client, i, GUESTS));
        }
        for (int i = 0; i < CANCELLED; i++) {
            cancel(client, i);
        }
        remind(client);
        until(() -> number("select count(*) from reminder where status = 'sent'") > 2_000);

        killed.kill();
        stalled.standStill();
        var stopped = instant("select now()");
        untouched().forEach(each -> cancel(client, each));
        int sent = (BOOKINGS - cancelled.size()) * GUESTS;
        until(() -> number("select count(*) from reminder where status = 'sent'") == sent);

        var takenOver = instant("select coalesce(max(settled_at), now()) from reminder where fence > 1");
        assertThat(takenOver).isBeforeOrEqualTo(stopped.plus(TAKEOVER_MAX));

        stalled.goOn();
        other.kill();
        book(stalled.client(), BOOKINGS, 1);
        until(() -> number("select count(*) from reminder where status = 'sent'") == sent + 1);
        count(sent + 1, Duration.between(stopped, takenOver));
    }

    /// What the mail server has of them and what the log tells. Where one has come twice, somebody had taken it from
    /// one who could not say any more that he had sent it.
    private void count(int sent, Duration takeover) throws Exception {
        var received = new HashMap<String, List<String>>();
        for (var each : mail.smtp().getReceivedMessages()) {
            received.computeIfAbsent(each.getRecipients(RecipientType.TO)[0].toString(), _ -> new ArrayList<>())
                    .add(each.getMessageID());
        }
        var twice = received.entrySet().stream()
                .filter(each -> each.getValue().size() > 1)
                .toList();
        var retaken = number("select count(*) from reminder where fence > 1");
        System.out.printf(
                "%d sent, %d taken from who had died or stood still, %d of them sent twice; all by %s s%n",
                sent, retaken, twice.size(), takeover.toMillis() / 1e3);

        assertThat(received).hasSize(sent);
        assertThat(received.keySet())
                .allSatisfy(address -> assertThat(cancelled).doesNotContain(bookingOf(address)));
        assertThat(retaken).isBetween(1L, 3L * TAKEN_MAX);
        assertThat((long) twice.size()).isLessThanOrEqualTo(retaken);
        assertThat(twice).allSatisfy(each -> {
            assertThat(each.getValue()).hasSize(2);
            assertThat(Set.copyOf(each.getValue())).hasSize(1);
        });
        assertThat(number("select count(*) from event where type = 'reminder.sent'"))
                .isEqualTo(sent);
        assertThat(number("select count(distinct data ->> 'id') from event where type = 'reminder.sent'"))
                .isEqualTo(sent);
    }

    private ServiceJar start() throws InterruptedException {
        var environment = Map.of(
                "DATABASE_URL", postgres.url(),
                "SCHEDULER_REMINDER_INTERVAL", "PT0.05S",
                "SCHEDULER_MAIL_HOST", "127.0.0.1",
                "SCHEDULER_MAIL_PORT", Integer.toString(mail.smtp().getSmtp().getPort()),
                "SCHEDULER_MAIL_TLS", "none");
        var node = ServiceJar.start(directory, environment);
        started.add(node);
        return node.ready();
    }

    private static void open(Client client) {
        client.put("/v1/services/talk", "{\"duration\":\"PT1H\",\"timeZone\":\"UTC\"}");
        for (int i = 0; i <= BOOKINGS; i++) {
            client.put("/v1/resources/hall-" + i, "{\"timeZone\":\"UTC\",\"capacity\":100}");
            client.put("/v1/resources/hall-" + i + "/schedule", """
                    {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
                    """);
        }
    }

    private static String book(Client client, int number, int guests) {
        var attendees = new JsonArray();
        for (int i = 0; i < guests; i++) {
            attendees.add(new JsonObject().put("name", "Guest " + i).put("email", i + "@" + number + ".example"));
        }
        var wish = new JsonObject()
                .put("service", "talk")
                .put("start", theirStart().toString())
                .put("resource", "hall-" + number)
                .put("attendees", attendees);
        var reply = client.post("/v1/bookings", wish.encode());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().getString("id");
    }

    private static Instant theirStart() {
        return LocalDate.now(ZoneOffset.UTC).plusDays(2).atTime(10, 0).toInstant(ZoneOffset.UTC);
    }

    private static int bookingOf(String address) {
        return Integer.parseInt(address.substring(address.indexOf('@') + 1, address.indexOf('.')));
    }

    private void cancel(Client client, int number) {
        cancelled.add(number);
        var reply = client.post("/v1/bookings/" + bookings.get(number) + "/cancel", "{}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    /// Has all of them be due at the same time, once they are planned. That counts for what is booked already.
    private static void remind(Client client) {
        var before = Duration.between(Instant.now().plusSeconds(10).truncatedTo(ChronoUnit.SECONDS), theirStart());
        var reply = client.put(
                "/v1/services/talk",
                new JsonObject()
                        .put("duration", "PT1H")
                        .put("timeZone", "UTC")
                        .put(
                                "reminders",
                                new JsonArray()
                                        .add(new JsonObject()
                                                .put("before", before.toString())
                                                .put("channel", "email")
                                                .put("late", "send")))
                        .encode());
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    /// Bookings that nobody has begun to remind of, those whose turn is last.
    private List<Integer> untouched() throws SQLException {
        var found = new ArrayList<Integer>();
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery("""
                        select booking from reminder group by booking
                        having bool_and(fence = 0 and status = 'planned') order by max(ctid) desc limit %d
                        """.formatted(CANCELLED))) {
            while (rows.next()) {
                found.add(bookings.indexOf(rows.getString(1)));
            }
        }
        assertThat(found).hasSize(CANCELLED).doesNotContain(-1);
        return found;
    }

    private static long number(String query) {
        return read(query, Long.class);
    }

    private static Instant instant(String query) {
        return read(query, OffsetDateTime.class).toInstant();
    }

    private static <T> T read(String query, Class<T> type) {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getObject(1, type);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
