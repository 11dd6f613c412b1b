package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.availability.memory.Pictures;
import scheduler.booking.Bookings.BookSlot;
import scheduler.event.Follower;
import scheduler.message.Code;
import scheduler.message.Fields;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Refused;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.platform.Ids;
import scheduler.platform.Pressure;
import scheduler.platform.Times;
import scheduler.testing.Databases;
import scheduler.testing.Service;

/// What a wish is told that was read while there was room, and is to be decided when there is none any more.
class OverflowTest {

    @RegisterExtension
    static final Service service = new Service();

    @Test
    void it_is_not_judged_before_it_is_turned_away() {
        var vertx = service.node().vertx();
        var database = Databases.of(4).open(vertx, service.postgres().url());
        try {
            var ids = new Ids(service.clock());
            var times = new Times(service.clock());
            var pressure = new Pressure();
            var pictures = new Pictures(vertx, database, times, 10_000);
            var expiry = new Expiry(vertx, database, pictures, ids, times);
            var log = new Follower(vertx, database, List.of(1L), List.of(pictures, expiry), Duration.ofMillis(20));
            var store = new BookingStore(database, ids, pressure);
            var desk =
                    Desks.of(database, store, pictures, log, expiry, ids, times).bookings();
            pressure.full(true);
            assertThat(code(desk.book(wish()))).isEqualTo(Code.OVERLOADED);

            pressure.full(false);

            assertThat(code(desk.book(wish()))).isEqualTo(Code.UNKNOWN_SERVICE);
        } finally {
            await(database.close());
        }
    }

    /// For a service that there is not.
    private static BookSlot wish() {
        var write = new Write(new Tenant(1, "demo"), null, "", Write.Expected.ANYTHING, false);
        var json = new JsonObject().put("service", "nothing").put("start", "2026-12-01T09:00");
        return Fields.readWhole(json, "", fields -> BookSlot.read(write, fields));
    }

    private static Code code(Future<Outcome> refused) {
        return await(refused.recover(failure -> Future.succeededFuture(Outcome.refused(((Refusal) failure).problem())))
                .map(outcome -> ((Refused) outcome).problem().code()));
    }
}
