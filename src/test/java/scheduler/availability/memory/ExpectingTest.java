package scheduler.availability.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.SlotFunction;
import scheduler.database.Database;
import scheduler.event.Happened;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.Times;
import scheduler.testing.Databases;
import scheduler.testing.Practice;
import scheduler.testing.Service;
import scheduler.time.TimeRange;

/// What becomes of what is remembered when a booking that was expected is not written, or when the log tells of it
/// late.
class ExpectingTest {

    private static final TimeRange MORNING =
            new TimeRange(Instant.parse("2026-12-01T08:00:00Z"), Instant.parse("2026-12-01T11:00:00Z"));

    @RegisterExtension
    static final Service service = new Service();

    private static Database database;
    private static Pictures pictures;
    private static Outline outline;
    private static JsonObject data;

    @BeforeAll
    static void remember_a_practice() {
        var practice = new Practice(service).resource("lee").service("visit", "{\"duration\":\"PT30M\"}");
        var booked = practice.book("visit", "2026-12-01T09:00", "lee").json();
        var told = practice.client().get("/v1/events?subject=" + booked.getString("id"));
        data = told.items().getJsonObject(0).getJsonObject("data");
        practice.client().post("/v1/bookings/" + booked.getString("id") + "/cancel", "");
        var vertx = service.node().vertx();
        database = Databases.of(2).open(vertx, service.postgres().url());
        pictures = new Pictures(vertx, database, new Times(service.clock()), 10_000);
        outline = await(pictures.outline(new Tenant(1, "demo"), "visit", null, null, _ -> List.of()));
        await(pictures.known(outline));
    }

    @AfterAll
    static void close() {
        await(database.close());
    }

    /// To read it again would cost the more the more is turned away.
    @Test
    void what_was_turned_away_is_taken_back_and_nothing_is_read_anew() {
        var failed = expecting(Future.failedFuture(Refusal.overloaded("Too many bookings are being decided.")));

        assertThat(failed.failed()).isTrue();
        assertThat(pictures.known(outline).isComplete()).isTrue();
        assertThat(starts()).contains(MORNING.start());
    }

    /// What is taken cannot be read for as long as the test locks it.
    @Test
    void what_may_have_been_written_is_read_anew() throws SQLException {
        try (var other = service.postgres().jdbc();
                var statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute("lock table claim in access exclusive mode");
            expecting(Future.failedFuture("the connection went away"));

            assertThat(pictures.known(outline).isComplete()).isFalse();
            other.commit();
        }
        await(pictures.known(outline));
        assertThat(starts()).contains(MORNING.start());
    }

    @Test
    void while_it_is_written_it_counts() {
        var during = new boolean[1];

        await(pictures.expecting(
                event(),
                () -> {
                    during[0] = starts().contains(MORNING.start());
                    return Future.succeededFuture("lost");
                },
                _ -> Optional.empty()));

        assertThat(during[0]).isFalse();
        assertThat(starts()).contains(MORNING.start());
    }

    /// The log may be on its way with what a booking was while this node writes what it becomes.
    @Test
    void what_was_cancelled_here_does_not_come_back_with_the_log() {
        var booked = event();
        var cancelled = new Happened(
                1,
                "booking.cancelled",
                booked.subject(),
                booked.data().copy().put("version", 2).put("claims", new JsonArray()));

        pictures.happened(List.of(booked));
        assertThat(starts()).doesNotContain(MORNING.start());
        pictures.hear(cancelled);
        assertThat(starts()).contains(MORNING.start());
        pictures.happened(List.of(booked));
        assertThat(starts()).contains(MORNING.start());
        pictures.happened(List.of(cancelled));
        assertThat(starts()).contains(MORNING.start());
    }

    @Test
    void of_what_was_changed_here_the_log_still_takes_away_what_it_had() {
        var booked = event();
        var elsewhere = new Happened(
                1,
                "booking.cancelled",
                booked.subject(),
                booked.data().copy().put("version", 2).put("claims", new JsonArray()));
        var here = new Happened(
                1,
                "booking.changed",
                booked.subject(),
                booked.data()
                        .copy()
                        .put("version", 3)
                        .put("resources", new JsonArray())
                        .put("claims", new JsonArray()));

        pictures.happened(List.of(booked));
        pictures.hear(here);
        assertThat(starts()).doesNotContain(MORNING.start());
        pictures.happened(List.of(elsewhere));
        assertThat(starts()).contains(MORNING.start());
    }

    private static Future<String> expecting(Future<String> written) {
        return pictures.expecting(event(), () -> written, _ -> Optional.empty());
    }

    private static Happened event() {
        var id = UUID.randomUUID().toString();
        return new Happened(1, "booking.confirmed", id, data.copy().put("id", id));
    }

    private static List<Instant> starts() {
        return SlotFunction.list(await(pictures.picture(outline, MORNING, null)), MORNING, 10).slots().stream()
                .map(each -> each.start())
                .toList();
    }
}
