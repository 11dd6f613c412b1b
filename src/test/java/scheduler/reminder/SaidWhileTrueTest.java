package scheduler.reminder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Node;
import scheduler.testing.Patience;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// A message is sent while what it says is so, or not at all: whoever cancels or moves a booking waits for a provider
/// who is just being given one about it.
class SaidWhileTrueTest {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final Instant DUE = Instant.parse("2026-11-30T08:00:00Z");
    private static final String START = "2026-12-01T09:00";
    private static final int CROWD = 150;
    private static final AtomicInteger names = new AtomicInteger();

    @RegisterExtension
    static final Service service = new Service().with("SCHEDULER_REMINDER_INTERVAL", "PT0.02S");

    private final Practice practice = new Practice(service);
    private final Queue<Message<JsonObject>> inHand = new ConcurrentLinkedQueue<>();
    private final List<MessageConsumer<JsonObject>> consumers = new CopyOnWriteArrayList<>();
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
        practice.resource(room, CROWD);
        practice.service(visit, "{\"duration\":\"PT1H\",\"reminders\":[{\"before\":\"PT24H\",\"channel\":\"bus\"}]}");
    }

    @AfterEach
    void close() {
        answer();
        consumers.forEach(each -> Patience.await(each.unregister()));
    }

    enum Change {
        CANCEL,
        MOVE,
        LEAVE,
        CANCEL_SERIES,
        APPLY_PLAN
    }

    private CompletableFuture<Reply> ask(Change change, String id) {
        var booking = "/v1/bookings/" + id;
        return switch (change) {
            case CANCEL -> client().postAsync(booking + "/cancel", "{}");
            case MOVE -> client().postAsync(booking + "/reschedule", "{\"start\":\"2026-12-01T10:00\"}");
            case LEAVE -> client().postAsync(booking + "/attendees/0/cancel", "{}");
            case CANCEL_SERIES -> {
                var series = client().get(booking).json().getString("series");
                yield client().postAsync("/v1/series/" + series + "/cancel", "{}");
            }
            case APPLY_PLAN -> {
                var absence = new JsonObject()
                        .put("resource", room)
                        .put("start", "2026-12-01T00:00:00+01:00")
                        .put("end", "2026-12-02T00:00:00+01:00")
                        .encode();
                var plan = client().post("/v1/bookings/plan", absence);
                yield client().postAsync("/v1/bookings/plan/apply", absence, "If-Match", plan.header("ETag"));
            }
        };
    }

    @ParameterizedTest
    @EnumSource(Change.class)
    void what_would_make_a_message_wrong_waits_until_it_is_sent(Change change) {
        provide(inHand::add);
        var id = book();
        service.clock().set(DUE);
        Patience.until(() -> inHand.size() == 2);

        var changed = ask(change, id);

        assertThatThrownBy(() -> changed.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
        assertThat(client().get("/v1/bookings/" + id).json().getInteger("version"))
                .isEqualTo(1);
        answer();
        assertThat(changed.join().status()).as(changed.join().text()).isEqualTo(200);
        var told = events(id);
        assertThat(told).hasSizeGreaterThan(5);
        assertThat(told.subList(0, 5))
                .containsExactlyInAnyOrder(
                        "booking.confirmed", "reminder.due", "reminder.due", "reminder.sent", "reminder.sent");
    }

    @Test
    void whoever_would_have_to_wait_for_long_is_told_so_and_nothing_has_happened() {
        provide(inHand::add);
        var id = book();
        service.clock().set(DUE);
        Patience.until(() -> !inHand.isEmpty());

        var refused = client().post("/v1/bookings/" + id + "/cancel", "{}", "Idempotency-Key", "once-" + room);

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("overloaded");
        assertThat(refused.header("Retry-After")).isNotEmpty();
        assertThat(refused.json().getString("detail")).startsWith("A reminder of the booking is just being sent.");
        assertThat(client().get("/v1/bookings/" + id).json().getString("status"))
                .isEqualTo("confirmed");
        answer();
        var cancelled = client().post("/v1/bookings/" + id + "/cancel", "{}", "Idempotency-Key", "once-" + room);
        assertThat(cancelled.status()).as(cancelled.text()).isEqualTo(200);
    }

    @Test
    void whoever_has_died_with_a_message_is_not_waited_for_beyond_his_lease() throws Exception {
        var id = book();
        practice.number("update reminder set leased_until = '" + NOW.plusSeconds(25) + "' where booking = '" + id
                + "' returning 1");

        assertThat(ask(Change.CANCEL, id).join().status()).isEqualTo(503);
        service.clock().advance(Duration.ofSeconds(25));

        assertThat(ask(Change.CANCEL, id).join().status()).isEqualTo(200);
    }

    @Test
    void nobody_waits_for_the_messages_of_others() {
        provide(inHand::add);
        var slow = book();
        var other = book();
        service.clock().set(DUE);
        Patience.until(() -> inHand.size() == 4, () -> inHand.size() + " " + reminders(slow) + reminders(other));
        for (var message : inHand) {
            if (message.body().getJsonObject("booking").getString("id").equals(other)) {
                message.reply(new JsonObject());
            }
        }

        assertThat(ask(Change.CANCEL, other).join().status()).isEqualTo(200);
        assertThat(client().get("/v1/bookings/" + slow + "/reminders").items())
                .allMatch(each -> ((JsonObject) each).getString("status").equals("planned"));
    }

    @Test
    void who_leaves_waits_for_no_message_to_who_comes() {
        provide(message -> {
            if (message.body().getJsonObject("recipient").getString("name").equals("Ada")) {
                message.reply(new JsonObject());
            } else {
                inHand.add(message);
            }
        });
        var id = book();
        service.clock().set(DUE);
        Patience.until(() ->
                reminders(id).stream().anyMatch(each -> each.getString("status").equals("sent")));

        assertThat(ask(Change.LEAVE, id).join().status()).isEqualTo(200);
        assertThat(inHand).hasSize(1);
    }

    @Test
    void who_only_tries_waits_for_nobody() {
        provide(inHand::add);
        var id = book();
        service.clock().set(DUE);
        Patience.until(() -> inHand.size() == 2);

        assertThat(client().post("/v1/bookings/" + id + "/cancel?dryRun=true", "{}")
                        .status())
                .isEqualTo(200);
    }

    /// It stays true that it was confirmed.
    @Test
    void nobody_waits_for_what_tells_of_something_that_has_happened() {
        practice.service(visit, "{\"duration\":\"PT1H\",\"reminders\":[{\"on\":\"confirmed\",\"channel\":\"bus\"}]}");
        provide(inHand::add);
        var id = book();
        Patience.until(() -> inHand.size() == 2);

        assertThat(ask(Change.CANCEL, id).join().status()).isEqualTo(200);
    }

    @Test
    void whoever_checks_in_waits_for_nothing() {
        provide(inHand::add);
        var id = book();
        service.clock().set(DUE);
        Patience.until(() -> !inHand.isEmpty());

        assertThat(client().post("/v1/bookings/" + id + "/check-in", "").status())
                .isEqualTo(200);
        assertThat(inHand).isNotEmpty();
    }

    @Test
    void what_is_due_while_its_booking_is_being_changed_is_looked_at_again() throws Exception {
        provide(inHand::add);
        var id = book();
        try (var other = service.postgres().jdbc();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("select from booking where id = '" + id + "' for update");
            service.clock().set(DUE);
            Patience.until(() -> reminders(id).getFirst().containsKey("note") || !inHand.isEmpty());
            other.commit();
        }
        assertThat(reminders(id).getFirst().getString("note")).isEqualTo("The booking is being changed.");
        assertThat(inHand).isEmpty();

        service.clock().advance(Duration.ofSeconds(3));
        Patience.until(() -> !inHand.isEmpty());
    }

    /// Two nodes send what is due for all of them, while they are cancelled one after the other.
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void of_a_crowd_that_cancels_when_it_is_due_nobody_is_reminded_afterwards(long seed) throws Exception {
        var random = new Random(seed);
        var delays = new Random(seed);
        Map<String, Long> said = new ConcurrentHashMap<>();
        provide(message -> service.node().vertx().setTimer(1 + delays.nextInt(20), _ -> {
            said.merge(message.body().getJsonObject("booking").getString("id"), System.nanoTime(), Math::max);
            message.reply(new JsonObject());
        }));
        Map<String, CompletableFuture<Long>> cancelled = new HashMap<>();
        var ids = new CopyOnWriteArrayList<String>();
        for (int i = 0; i < CROWD; i++) {
            ids.add(bookOne());
        }
        practice.awaitPlanning();

        for (int i = 0; i < CROWD; i++) {
            if (i == CROWD / 3) {
                CompletableFuture.anyOf(cancelled.values().toArray(CompletableFuture[]::new))
                        .join();
                service.clock().set(DUE);
            }
            cancelled.put(
                    ids.get(i),
                    client().postAsync("/v1/bookings/" + ids.get(i) + "/cancel", "{}")
                            .thenApply(reply -> {
                                assertThat(reply.status()).as(reply.text()).isEqualTo(200);
                                return System.nanoTime();
                            }));
            TimeUnit.MILLISECONDS.sleep(random.nextInt(2));
        }
        CompletableFuture.allOf(cancelled.values().toArray(CompletableFuture[]::new))
                .join();
        practice.awaitPlanning();
        Patience.until(() -> ids.stream()
                .flatMap(id -> reminders(id).stream())
                .noneMatch(each -> each.getString("status").equals("planned")));

        assertThat(said.size()).isLessThan(CROWD);
        said.forEach((id, when) ->
                assertThat(when).as(id).isLessThan(cancelled.get(id).join()));
        for (var id : ids) {
            assertThat(reminders(id))
                    .as(id)
                    .extracting(each -> each.getString("status"))
                    .containsOnly(said.containsKey(id) ? "sent" : "void");
        }
    }

    private void answer() {
        inHand.forEach(each -> each.reply(new JsonObject()));
        inHand.clear();
    }

    private void provide(Consumer<Message<JsonObject>> provider) {
        for (Vertx vertx : List.of(service.node().vertx(), second.vertx())) {
            consumers.add(vertx.eventBus().consumer(Channels.DUE, provider::accept));
        }
    }

    private String book() {
        var id = bookOne();
        practice.awaitPlanning();
        return id;
    }

    /// The only occurrence of a series, with two who come.
    private String bookOne() {
        var wish = new JsonObject()
                .put("service", visit)
                .put("start", START)
                .put("resource", room)
                .put("rrule", "FREQ=WEEKLY;COUNT=1")
                .put(
                        "attendees",
                        new JsonArray()
                                .add(new JsonObject().put("name", "Ada"))
                                .add(new JsonObject().put("name", "Bob")));
        Reply reply = client().post("/v1/series", wish.encode());
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json().getJsonArray("occurrences").getJsonObject(0).getString("booking");
    }

    private static List<JsonObject> reminders(String booking) {
        return client().get("/v1/bookings/" + booking + "/reminders").items().stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    private static List<String> events(String booking) {
        return client().get("/v1/events?subject=" + booking).items().stream()
                .map(each -> ((JsonObject) each).getString("type"))
                .toList();
    }

    private static Client client() {
        return service.client();
    }
}
