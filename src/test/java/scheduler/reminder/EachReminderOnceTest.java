package scheduler.reminder;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Whatever happens to bookings and to the rules of their services, in whatever order and at once: each booking that
/// stands has each reminder once for each who comes, at the time that follows from where it is now, and no other has
/// any. Nothing is due yet.
class EachReminderOnceTest {

    private static final int OPERATIONS = 120;
    private static final int AT_ONCE = 6;
    private static final int ROOMS = 4;
    private static final List<String> OFFSETS = List.of("PT3H", "PT36H", "P1D", "P3D");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    /// Some weeks around a clock change.
    private static final LocalDate FIRST_DAY = LocalDate.parse("2027-03-15");

    @RegisterExtension
    static final Service service = new Service();

    private final Practice practice = new Practice(service);
    private final List<String> bookings = new ArrayList<>();
    private Random random = new Random(0);
    private String name = "";

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void each_booking_that_stands_has_each_of_its_reminders_once(long seed) {
        random = new Random(seed);
        name = "visit-" + seed;
        IntStream.range(0, ROOMS).forEach(i -> practice.resource(name + "-room-" + i));
        Reply rules = edit(true).join();
        assertThat(rules.status()).isEqualTo(201);

        var underWay = new ArrayList<CompletableFuture<Reply>>();
        for (int i = 0; i < OPERATIONS; i++) {
            underWay.add(act());
            if (underWay.size() == AT_ONCE) {
                note(underWay.remove(random.nextInt(AT_ONCE)).join());
            }
        }
        underWay.forEach(each -> note(each.join()));
        practice.awaitPlanning();

        var current = client().get("/v1/services/" + name).json();
        int all = 0;
        for (var id : bookings) {
            var booking = client().get("/v1/bookings/" + id).json();
            var planned = planned(id);
            all += planned.size();
            assertThat(planned)
                    .as("seed %s: %s by %s", seed, booking, current)
                    .containsExactlyInAnyOrderElementsOf(expected(booking, current));
        }
        assertThat(all).isGreaterThan(10);
    }

    private CompletableFuture<Reply> act() {
        int which = random.nextInt(10);
        if (which < 4 || bookings.isEmpty()) {
            return book();
        }
        var booking = "/v1/bookings/" + bookings.get(random.nextInt(bookings.size()));
        return switch (which) {
            case 4, 5, 6 ->
                client().postAsync(
                                booking + "/reschedule",
                                new JsonObject().put("start", start()).encode());
            case 7 -> client().postAsync(booking + "/cancel", "{}");
            case 8 -> client().postAsync(booking + (random.nextBoolean() ? "/confirm" : "/decline"), "{}");
            default -> edit(random.nextBoolean());
        };
    }

    private CompletableFuture<Reply> book() {
        var attendees = new JsonArray();
        for (int i = random.nextInt(3); i >= 0; i--) {
            attendees.add(new JsonObject().put("name", "Guest " + i));
        }
        return client().postAsync(
                        "/v1/bookings",
                        new JsonObject()
                                .put("service", name)
                                .put("start", start())
                                .put("resource", name + "-room-" + random.nextInt(ROOMS))
                                .put("attendees", attendees)
                                .encode());
    }

    private String start() {
        var day = FIRST_DAY.plusDays(random.nextInt(14));
        return day + "T%02d:00".formatted(9 + random.nextInt(8));
    }

    /// Other rules: the first offset is in all of them.
    private CompletableFuture<Reply> edit(boolean asks) {
        var rules = new JsonArray();
        OFFSETS.stream()
                .filter(each -> each.equals(OFFSETS.getFirst()) || random.nextBoolean())
                .forEach(each -> rules.add(new JsonObject().put("before", each).put("channel", "log")));
        return client().sendAsync(
                        "PUT",
                        "/v1/services/" + name,
                        new JsonObject()
                                .put("duration", "PT1H")
                                .put("timeZone", "Europe/Berlin")
                                .put("capacity", 3)
                                .put("approval", asks)
                                .put("reminders", rules)
                                .encode());
    }

    /// Races are lost and what is over cannot be changed, but nothing else goes wrong.
    private void note(Reply reply) {
        assertThat(reply.status()).as(reply.text()).isIn(200, 201, 409, 422);
        if (reply.status() == 201 && reply.json().containsKey("icalUid")) {
            bookings.add(reply.json().getString("id"));
        }
    }

    private record Told(String before, String recipient, Instant due) {}

    private List<Told> planned(String booking) {
        return client().get("/v1/bookings/" + booking + "/reminders").items().stream()
                .map(JsonObject.class::cast)
                .filter(each -> !each.getString("status").equals("void"))
                .map(each -> {
                    assertThat(each.getString("status")).isEqualTo("planned");
                    return new Told(
                            each.getJsonObject("rule").getString("before"),
                            each.getString("recipient"),
                            Instant.parse(each.getString("due")));
                })
                .toList();
    }

    private static List<Told> expected(JsonObject booking, JsonObject service) {
        if (!booking.getString("status").equals("confirmed")) {
            return List.of();
        }
        var start = OffsetDateTime.parse(booking.getString("start")).atZoneSameInstant(BERLIN);
        var told = new ArrayList<Told>();
        for (var each : service.getJsonArray("reminders", new JsonArray())) {
            var before = ((JsonObject) each).getString("before");
            var due = before.startsWith("PT")
                    ? start.toInstant().minus(Duration.parse(before))
                    : start.minus(Period.parse(before)).toInstant();
            for (int i = 0; i < booking.getJsonArray("attendees").size(); i++) {
                told.add(new Told(before, "attendee:" + i, due));
            }
        }
        return told;
    }

    private Client client() {
        return service.client();
    }
}
