package scheduler.reminder;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Node;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Reminders from the booking to whoever sends them on: once, on time, and never about what is no more.
class ReminderTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final AtomicInteger names = new AtomicInteger();

    @RegisterExtension
    static final Service service = new Service().with("SCHEDULER_REMINDER_INTERVAL", "PT0.02S");

    private final Practice practice = new Practice(service);
    private final Queue<JsonObject> sent = new ConcurrentLinkedQueue<>();
    private final List<MessageConsumer<JsonObject>> consumers = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusing = new AtomicInteger();
    private final AtomicBoolean isSlow = new AtomicBoolean();
    private final Queue<Message<JsonObject>> inHand = new ConcurrentLinkedQueue<>();
    private String room = "";
    private String visit = "";

    private static Node second;

    @BeforeAll
    static void start_another_node() {
        second = service.startNode();
    }

    @BeforeEach
    void open_a_room() {
        service.clock().set(NOW);
        room = "room-" + names.incrementAndGet();
        visit = "visit-" + room;
        practice.resource(room);
        provideOn(service.node().vertx());
        provideOn(second.vertx());
    }

    @AfterEach
    void close() {
        consumers.forEach(each -> Patience.await(each.unregister()));
    }

    @Test
    void what_is_due_is_said_once_and_everybody_can_see_that() {
        remind("{\"before\":\"PT24H\",\"channel\":\"bus\"}");
        var id = book("2026-12-01T09:00", attendee("Ada"));
        var planned = await(id, "planned");
        assertThat(planned.getString("due")).isEqualTo("2026-11-30T08:00:00Z");
        assertThat(planned.getString("recipient")).isEqualTo("attendee:0");
        assertThat(sent).isEmpty();

        service.clock().set(Instant.parse("2026-11-30T08:00:00Z"));

        assertThat(await(id, "sent").getInteger("attempts")).isEqualTo(1);
        assertThat(sent).hasSize(1);
        var message = sent.element();
        assertThat(message.getString("id")).isEqualTo(planned.getString("id"));
        assertThat(message.getJsonObject("recipient").getString("name")).isEqualTo("Ada");
        assertThat(message.getJsonObject("booking").getString("start")).isEqualTo("2026-12-01T09:00:00+01:00");
        assertThat(events(id)).endsWith("reminder.due", "reminder.sent");
    }

    @Test
    void what_was_due_while_the_service_was_away_is_said_late_or_missed_and_that_is_told() {
        remind("{\"before\":\"PT24H\",\"channel\":\"bus\"}");
        var late = book("2026-12-01T09:00", attendee("Ada"));
        var missed = book("2026-12-03T09:00", attendee("Bob"));
        await(late, "planned");
        await(missed, "planned");

        service.clock().set(Instant.parse("2026-11-30T08:10:00Z"));
        await(late, "sent");
        service.clock().set(Instant.parse("2026-12-03T07:00:00Z"));

        assertThat(await(missed, "missed").getString("note")).contains("grace");
        assertThat(sent).hasSize(1);
        assertThat(events(missed)).endsWith("reminder.missed");
    }

    @Test
    void nothing_is_said_about_what_was_cancelled() {
        remind("{\"before\":\"PT24H\",\"channel\":\"bus\"}");
        var id = book("2026-12-01T09:00", attendee("Ada"));
        await(id, "planned");
        client().post("/v1/bookings/" + id + "/cancel", "{}");
        service.clock().set(Instant.parse("2026-11-30T08:00:00Z"));

        await(id, "void");
        assertThat(sent).isEmpty();
    }

    /// Its last word is that it was confirmed, though a provider takes his time with the one before.
    @Test
    void what_is_on_its_way_when_a_request_is_granted_comes_before_that_is_said() {
        practice.service(visit, """
                {"duration":"PT1H","approval":true,"reminders":[
                  {"on":"requested","channel":"bus"},{"on":"confirmed","channel":"bus"}]}""");
        isSlow.set(true);
        var id = book("2026-12-01T09:00", attendee("Ada"));
        Patience.until(() -> !inHand.isEmpty());
        isSlow.set(false);

        service.clock().advance(Duration.ofSeconds(1));
        assertThat(client().post("/v1/bookings/" + id + "/confirm", "{}").status())
                .isEqualTo(200);
        Patience.until(() -> items(id, "planned").stream()
                .anyMatch(each -> "An earlier one is on its way.".equals(each.getString("note"))));
        assertThat(sent).isEmpty();
        inHand.remove().reply(new JsonObject());
        await(id, "sent");
        service.clock().advance(Duration.ofSeconds(3));
        Patience.until(() -> items(id, "sent").size() == 2);

        assertThat(sent).hasSize(1);
    }

    /// Zones are taken out of the database of zones, and rows may be written by other hands.
    @Test
    void a_booking_that_cannot_be_read_fails_alone() {
        remind("{\"before\":\"PT24H\",\"channel\":\"bus\"}");
        var unreadable = book("2026-12-01T09:00", attendee("Ada"));
        var other = book("2026-12-01T10:00", attendee("Bob"));
        await(unreadable, "planned");
        await(other, "planned");
        number("update booking set time_zone = 'Mars/Olympus' where id = '" + unreadable + "' returning 1");

        service.clock().set(Instant.parse("2026-11-30T09:00:00Z"));

        assertThat(await(unreadable, "failed").getString("note")).isEqualTo("The booking cannot be read.");
        await(other, "sent");
        assertThat(sent).hasSize(1);
        assertThat(events(unreadable)).endsWith("reminder.failed");
    }

    @Test
    void a_booking_that_is_moved_is_announced_at_its_new_time_alone() {
        remind("{\"before\":\"PT24H\",\"channel\":\"bus\"}");
        var id = book("2026-12-01T09:00", attendee("Ada"));
        await(id, "planned");
        client().post("/v1/bookings/" + id + "/reschedule", "{\"start\":\"2026-12-03T10:00\"}");
        await(id, "void");
        assertThat(await(id, "planned").getString("due")).isEqualTo("2026-12-02T09:00:00Z");

        service.clock().set(Instant.parse("2026-12-02T09:00:00Z"));
        await(id, "sent");
        assertThat(sent).hasSize(1);
    }

    @Test
    void who_books_when_it_would_have_been_due_is_not_told_unless_the_rule_wants_that() {
        remind(
                "{\"before\":\"PT24H\",\"channel\":\"bus\"}",
                "{\"before\":\"PT20H\",\"channel\":\"bus\",\"late\":\"send\"}");
        var id = book("2026-11-24T10:00", attendee("Ada"));

        assertThat(await(id, "skipped").getJsonObject("rule").getString("before"))
                .isEqualTo("PT24H");
        assertThat(await(id, "sent").getJsonObject("rule").getString("before")).isEqualTo("PT20H");
        assertThat(sent).hasSize(1);
    }

    @Test
    void so_it_is_with_who_moves_to_a_time_of_which_it_would_have_been_due() {
        remind(
                "{\"before\":\"PT24H\",\"channel\":\"bus\"}",
                "{\"before\":\"PT20H\",\"channel\":\"bus\",\"late\":\"send\"}");
        var id = book("2026-12-01T09:00", attendee("Ada"));
        await(id, "planned");
        practice.awaitPlanning();
        assertThat(client().post("/v1/bookings/" + id + "/reschedule", "{\"start\":\"2026-11-24T12:00\"}")
                        .status())
                .isEqualTo(200);

        assertThat(await(id, "skipped").getJsonObject("rule").getString("before"))
                .isEqualTo("PT24H");
        assertThat(await(id, "sent").getJsonObject("rule").getString("before")).isEqualTo("PT20H");
        assertThat(items(id, "void")).hasSize(2);
        assertThat(sent).hasSize(1);
    }

    @Test
    void of_several_who_come_only_those_are_told_who_still_do() {
        remind("{\"before\":\"PT24H\",\"channel\":\"bus\"}");
        var id = book(
                "2026-12-01T09:00",
                IntStream.range(0, 5).mapToObj(i -> attendee("Guest " + i)).toArray(JsonObject[]::new));
        Patience.until(() -> items(id, "planned").size() == 5);
        client().post("/v1/bookings/" + id + "/attendees/1/cancel", "{}");
        Patience.until(() -> items(id, "planned").size() == 4);

        service.clock().set(Instant.parse("2026-11-30T08:00:00Z"));
        Patience.until(() -> items(id, "sent").size() == 4);
        assertThat(sent)
                .extracting(each -> each.getJsonObject("recipient").getString("name"))
                .containsExactlyInAnyOrder("Guest 0", "Guest 2", "Guest 3", "Guest 4");
    }

    @Test
    void a_rule_that_is_edited_counts_for_what_is_booked_already() {
        remind("{\"before\":\"PT24H\",\"channel\":\"bus\"}");
        var id = book("2026-12-01T09:00", attendee("Ada"));
        await(id, "planned");

        remind("{\"before\":\"PT48H\",\"channel\":\"bus\"}");

        await(id, "void");
        assertThat(await(id, "planned").getString("due")).isEqualTo("2026-11-29T08:00:00Z");
        remind();
        Patience.until(() -> items(id, "planned").isEmpty());
    }

    @Test
    void the_bookings_of_a_service_that_is_deleted_are_reminded_of_as_before() {
        remind("{\"before\":\"PT24H\",\"channel\":\"bus\"}", "{\"on\":\"cancelled\",\"channel\":\"bus\"}");
        var moved = book("2026-12-01T09:00", attendee("Ada"));
        var joined = book("2026-12-02T10:00", attendee("Bob"));
        var cancelled = book("2026-12-02T11:00", attendee("Cem"));
        await(moved, "planned");
        var made = book("2026-12-02T12:00", attendee("Dee"));
        delete();

        assertThat(await(made, "planned").getString("due")).isEqualTo("2026-12-01T11:00:00Z");
        move(moved, "2026-12-03T10:00");
        await(moved, "void");
        assertThat(await(moved, "planned").getString("due")).isEqualTo("2026-12-02T09:00:00Z");
        assertThat(client().post(
                                "/v1/bookings/" + joined + "/attendees",
                                attendee("Eve").encode())
                        .status())
                .isEqualTo(200);
        Patience.until(() -> items(joined, "planned").size() == 2);
        client().post("/v1/bookings/" + cancelled + "/cancel", "{}");
        await(cancelled, "sent");
        await(cancelled, "void");
    }

    /// It is the same service again, whose rules are edited.
    @Test
    void one_that_comes_back_reminds_by_its_new_rules_of_what_was_booked_before() {
        remind("{\"before\":\"PT24H\",\"channel\":\"bus\"}");
        var id = book("2026-12-01T09:00", attendee("Ada"));
        await(id, "planned");
        delete();
        remind("{\"before\":\"PT48H\",\"channel\":\"bus\"}");

        await(id, "void");
        assertThat(await(id, "planned").getString("due")).isEqualTo("2026-11-29T08:00:00Z");
        move(id, "2026-12-03T10:00");
        Patience.until(() -> await(id, "planned").getString("due").equals("2026-12-01T09:00:00Z"));
    }

    /// More of them than are planned anew at once.
    @Test
    void so_it_does_for_very_many() {
        var halls = IntStream.range(0, 11).mapToObj(i -> room + "-hall-" + i).toList();
        halls.forEach(each -> practice.resource(each, 100));
        remind();
        var guests =
                IntStream.range(0, 100).mapToObj(i -> attendee("Guest " + i)).toArray(JsonObject[]::new);
        var bookings = halls.stream()
                .map(each -> bookIn(each, "2026-12-01T09:00", guests))
                .toList();
        remind("{\"before\":\"PT24H\",\"channel\":\"bus\"}", "{\"before\":\"PT48H\",\"channel\":\"webhook\"}");

        Patience.until(() -> number("select count(*) from reminder where status = 'planned' and booking::text in ('"
                        + String.join("','", bookings) + "')")
                == 2_200);
    }

    @Test
    void so_does_for_which_bookings_it_is_said() {
        remind("{\"after\":\"PT1H\",\"channel\":\"bus\",\"statuses\":[\"completed\"]}");
        var id = book("2026-12-01T11:00", attendee("Ada"));
        var first = await(id, "planned");

        remind("{\"after\":\"PT1H\",\"channel\":\"bus\",\"statuses\":[\"no_show\"]}");

        Patience.until(() -> items(id, "planned")
                .getFirst()
                .getJsonObject("rule")
                .getJsonArray("statuses")
                .contains("no_show"));
        assertThat(await(id, "planned").getString("due")).isEqualTo(first.getString("due"));
        assertThat(items(id, "void")).isEmpty();
        remind();
        Patience.until(() -> items(id, "planned").isEmpty());
    }

    @Test
    void what_a_provider_refuses_is_tried_again_and_in_the_end_given_up() {
        remind("{\"before\":\"PT48H\",\"channel\":\"bus\"}");
        var id = book("2026-12-01T09:00", attendee("Ada"));
        await(id, "planned");
        refusing.set(2);
        service.clock().set(Instant.parse("2026-11-29T08:00:00Z"));
        Patience.until(() -> items(id, "planned").getFirst().getInteger("attempts") == 1);
        assertThat(items(id, "planned").getFirst().getString("note")).contains("no credit");
        service.clock().advance(Duration.ofSeconds(40));
        Patience.until(() -> items(id, "planned").getFirst().getInteger("attempts") == 2);
        service.clock().advance(Duration.ofMinutes(2));
        assertThat(await(id, "sent").getInteger("attempts")).isEqualTo(3);

        var third = book("2026-12-03T10:00", attendee("Cyd"));
        await(third, "planned");
        refusing.set(Integer.MAX_VALUE);
        service.clock().set(Instant.parse("2026-12-01T09:00:00Z"));
        for (int i = 1; i < Judgement.ATTEMPTS_MAX; i++) {
            int tried = i;
            Patience.until(() -> items(third, "planned").getFirst().getInteger("attempts") == tried);
            service.clock().advance(Duration.ofMinutes(76));
        }
        assertThat(await(third, "failed").getString("note")).contains("no credit");
        assertThat(events(third)).endsWith("reminder.failed");
    }

    /// Its row is what tells that it was sent, and the rules count for as long as the booking is still to come.
    @Test
    void what_was_sent_weeks_before_the_start_is_not_sent_again_when_the_service_changes() {
        var sixtyDays = "{\"name\":\"%s\",\"duration\":\"PT1H\",\"horizon\":\"P365D\","
                + "\"reminders\":[{\"before\":\"P60D\",\"channel\":\"bus\",\"late\":\"send\"}]}";
        practice.service(visit, sixtyDays.formatted("Visit"));
        var id = book("2027-01-19T09:00", attendee("Ada"));
        var said = await(id, "sent");
        practice.awaitPlanning();

        service.clock().advance(Duration.ofDays(31));
        service.node().prune();
        practice.service(visit, sixtyDays.formatted("Long visit"));
        practice.awaitPlanning();

        assertThat(items(id)).containsExactly(said);
        assertThat(sent).hasSize(1);
    }

    @Test
    void what_was_sent_is_deleted_in_the_end_and_not_sent_again_whatever_happens_then() {
        remind("{\"after\":\"PT2H\",\"channel\":\"bus\",\"late\":\"send\"}");
        var id = book("2026-11-24T10:00", attendee("Ada"));
        await(id, "planned");
        service.clock().set(Instant.parse("2026-11-24T12:00:00Z"));
        await(id, "sent");
        // By the service it may have been planned before the log was read so far, which a month later must be done.
        practice.awaitPlanning();

        service.clock().set(Instant.parse("2026-12-26T09:59:00Z"));
        service.node().prune();
        assertThat(items(id)).hasSize(1);
        service.clock().set(Instant.parse("2026-12-26T10:01:00Z"));
        service.node().prune();
        assertThat(items(id)).isEmpty();
        assertThat(client().post("/v1/bookings/" + id + "/check-in", "").status())
                .isEqualTo(200);
        practice.awaitPlanning();

        assertThat(items(id)).isEmpty();
        assertThat(sent).hasSize(1);
    }

    @Test
    void what_is_sent_at_once_is_not_sent_again_because_its_booking_changes_meanwhile() {
        remind("{\"before\":\"P30D\",\"channel\":\"bus\",\"late\":\"send\"}");
        isSlow.set(true);
        var id = book("2026-12-01T09:00", attendee("Ada"));
        Patience.until(() -> !inHand.isEmpty());

        checkInLater(id);
        inHand.remove().reply(new JsonObject());

        assertThat(await(id, "sent").getInteger("attempts")).isEqualTo(1);
        assertThat(inHand).isEmpty();
    }

    @Test
    void what_is_refused_keeps_its_count_and_its_pause_when_its_booking_changes() {
        remind("{\"before\":\"P30D\",\"channel\":\"bus\",\"late\":\"send\"}");
        refusing.set(1);
        var id = book("2026-12-01T09:00", attendee("Ada"));
        Patience.until(() -> items(id, "planned").stream().anyMatch(each -> each.getInteger("attempts") == 1));
        var refused = items(id);

        checkInLater(id);

        assertThat(items(id)).isEqualTo(refused);
        service.clock().advance(Duration.ofSeconds(40));
        assertThat(await(id, "sent").getInteger("attempts")).isEqualTo(2);
    }

    @Test
    void whoever_was_there_is_asked_afterwards_unless_he_did_not_come() {
        remind("{\"after\":\"PT2H\",\"channel\":\"bus\"}");
        var came = book("2026-11-24T10:00", attendee("Ada"));
        var stayed = book("2026-11-24T11:00", attendee("Bob"));
        await(came, "planned");
        await(stayed, "planned");
        service.clock().set(Instant.parse("2026-11-24T10:10:00Z"));
        client().post("/v1/bookings/" + stayed + "/no-show", "{}");

        service.clock().set(Instant.parse("2026-11-24T13:00:00Z"));
        await(came, "sent");
        await(stayed, "void");
        assertThat(sent).hasSize(1);
    }

    @Test
    void who_stayed_away_alone_is_told_what_is_for_those() {
        remind(
                "{\"after\":\"PT1H\",\"channel\":\"bus\",\"statuses\":[\"completed\"]}",
                "{\"after\":\"PT2H\",\"channel\":\"bus\",\"statuses\":[\"no_show\"]}");
        var id = book("2026-11-24T10:00", attendee("Ada"), attendee("Bob"));
        Patience.until(() -> items(id, "planned").size() == 4);
        service.clock().set(Instant.parse("2026-11-24T09:10:00Z"));
        step(id, "attendees/0/no-show");
        step(id, "attendees/1/check-in");
        step(id, "complete");
        Patience.until(() -> items(id, "planned").size() == 2);

        service.clock().set(Instant.parse("2026-11-24T12:00:00Z"));
        Patience.until(() -> items(id, "sent").size() == 2);

        assertThat(items(id, "sent"))
                .extracting(each -> each.getJsonObject("rule").getString("after") + " " + each.getString("recipient"))
                .containsExactly("PT1H attendee:1", "PT2H attendee:0");
    }

    private void step(String booking, String step) {
        assertThat(client().post("/v1/bookings/" + booking + "/" + step, "{}").status())
                .isEqualTo(200);
    }

    @Test
    void what_is_late_and_what_was_sent_is_measured() {
        remind("{\"before\":\"PT24H\",\"channel\":\"bus\"}");
        var id = book("2026-12-01T09:00", attendee("Ada"));
        await(id, "planned");
        isSlow.set(true);
        service.clock().set(Instant.parse("2026-11-30T08:00:00Z"));
        Patience.until(() -> inHand.size() == 1);
        service.clock().advance(Duration.ofSeconds(90));

        Patience.until(() -> metric("scheduler_reminder_oldest_seconds{channel=\"bus\"}") >= 90);

        double sentBefore = metric("scheduler_reminders_total{channel=\"bus\",state=\"sent\"}");
        double lagsBefore = metric("scheduler_reminder_lag_seconds_count{channel=\"bus\"}");
        inHand.forEach(each -> each.reply(new JsonObject()));
        await(id, "sent");
        assertThat(metric("scheduler_reminders_total{channel=\"bus\",state=\"sent\"}"))
                .isEqualTo(sentBefore + 1);
        assertThat(metric("scheduler_reminder_lag_seconds_count{channel=\"bus\"}"))
                .isEqualTo(lagsBefore + 1);
    }

    /// 0 while there is none.
    private double metric(String name) {
        return client().get("/metrics")
                .text()
                .lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .sum();
    }

    @Test
    void two_nodes_say_each_of_hundreds_once() throws Exception {
        practice.schedule(
                room,
                "{\"weekly\":[{\"days\":[\"mon\",\"tue\",\"wed\",\"thu\",\"fri\"],\"from\":\"00:00\",\"to\":\"24:00\"}]}");
        practice.service(
                visit,
                "{\"duration\":\"PT1H\",\"capacity\":1000,\"reminders\":[{\"before\":\"PT24H\",\"channel\":\"bus\"}]}");
        long groups = 10;
        int guests = 100;
        for (int i = 0; i < groups; i++) {
            int group = i;
            book(
                    "2026-12-01T09:00",
                    IntStream.range(0, guests)
                            .mapToObj(each -> attendee("Guest " + group + "-" + each))
                            .toArray(JsonObject[]::new));
        }
        Patience.until(
                () -> number("select count(*) from reminder where status = 'planned' and rule = 'before:PT24H:bus'")
                        == groups * guests);

        service.clock().set(Instant.parse("2026-11-30T08:00:00Z"));

        Patience.until(() -> number("select count(*) from reminder where status = 'planned'") == 0);
        assertThat(sent).hasSize((int) groups * guests);
        assertThat(sent).extracting(each -> each.getString("id")).doesNotHaveDuplicates();
    }

    @Test
    void a_service_says_what_is_wrong_with_a_rule() {
        assertRefused("{\"channel\":\"bus\"}", "/reminders/0/before");
        assertRefused("{\"before\":\"P1D\",\"after\":\"P1D\",\"channel\":\"bus\"}", "/reminders/0");
        assertRefused(
                "{\"before\":\"P1D\",\"channel\":\"bus\",\"quietHours\":{\"from\":\"21:00\",\"to\":\"21:00\"}}",
                "/reminders/0/quietHours");
        assertThat(client().get("/v1/bookings/019a9c2e-7b1d-7c44-9a57-3f6f0f1f2b80/reminders")
                        .code())
                .isEqualTo("not_found");
    }

    private void assertRefused(String rule, String pointer) {
        var reply = client().put("/v1/services/" + visit, "{\"duration\":\"PT1H\",\"reminders\":[" + rule + "]}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(422);
        assertThat(reply.pointer()).isEqualTo(pointer);
    }

    /// Takes messages as a provider of SMS does; as many as it is to refuse it refuses, and while it is slow it answers
    /// none.
    private void provideOn(Vertx vertx) {
        consumers.add(vertx.eventBus().<JsonObject>consumer(Channels.DUE, message -> {
            if (refusing.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                message.fail(402, "no credit");
            } else if (isSlow.get()) {
                inHand.add(message);
            } else {
                sent.add(message.body());
                message.reply(new JsonObject());
            }
        }));
    }

    private Client client() {
        return service.client();
    }

    private void remind(String... rules) {
        practice.service(visit, "{\"duration\":\"PT1H\",\"reminders\":[" + String.join(",", rules) + "]}");
    }

    private void delete() {
        assertThat(client().delete("/v1/services/" + visit).status()).isEqualTo(204);
    }

    private void move(String booking, String start) {
        var reply = client().post("/v1/bookings/" + booking + "/reschedule", "{\"start\":\"" + start + "\"}");
        assertThat(reply.status()).as(reply.text()).isEqualTo(200);
    }

    private static JsonObject attendee(String name) {
        return new JsonObject().put("name", name);
    }

    private String book(String start, JsonObject... attendees) {
        return bookIn(room, start, attendees);
    }

    private String bookIn(String where, String start, JsonObject... attendees) {
        var wish = new JsonObject()
                .put("service", visit)
                .put("start", start)
                .put("resource", where)
                .put("attendees", new JsonArray(List.of(attendees)));
        Reply reply = client().post("/v1/bookings", wish.encode());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().getString("id");
    }

    /// So that what has happened is planned after it, and is planned.
    private void checkInLater(String booking) {
        service.clock().advance(Duration.ofSeconds(1));
        assertThat(client().post("/v1/bookings/" + booking + "/check-in", "").status())
                .isEqualTo(200);
        practice.awaitPlanning();
    }

    private List<JsonObject> items(String booking, String status) {
        return items(booking).stream()
                .filter(each -> each.getString("status").equals(status))
                .toList();
    }

    private List<JsonObject> items(String booking) {
        return client().get("/v1/bookings/" + booking + "/reminders").items().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private JsonObject await(String booking, String status) {
        var seen = new AtomicReference<List<JsonObject>>();
        Patience.until(() -> {
            seen.set(items(booking, status));
            return !seen.get().isEmpty();
        });
        return seen.get().getFirst();
    }

    private List<String> events(String booking) {
        return client().get("/v1/events?subject=" + booking).items().stream()
                .map(each -> ((JsonObject) each).getString("type"))
                .toList();
    }

    private long number(String query) {
        try {
            return practice.number(query);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
