package scheduler.booking;

import static scheduler.testing.Patience.await;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import scheduler.availability.memory.Pictures;
import scheduler.database.Database;
import scheduler.event.Follower;
import scheduler.platform.Ids;
import scheduler.platform.Times;
import scheduler.testing.Databases;
import scheduler.testing.Service;

/// What a node needs to compare bookings with the rules of time zones, with a picture of its own of what is taken; so
/// that rounds can be run when a test wants them, under versions that never were.
final class ZoneChangeNode implements AutoCloseable {

    private final Service service;
    private final Database database;
    private final Follower log;
    private final LocalTimeKeeper keeper;

    ZoneChangeNode(Service service) {
        this.service = service;
        var vertx = service.node().vertx();
        database = Databases.of(4).open(vertx, service.postgres().url());
        var ids = new Ids(service.clock());
        var times = new Times(service.clock());
        var pictures = new Pictures(vertx, database, times, 10_000);
        var expiry = new Expiry(vertx, database, pictures, ids, times);
        log = new Follower(vertx, database, List.of(1L), List.of(pictures, expiry), Duration.ofMillis(20));
        await(log.start());
        keeper = new LocalTimeKeeper(
                Desks.of(database, new BookingStore(database, ids), pictures, log, expiry, ids, times)
                        .changes(),
                Set.of(1L),
                times);
    }

    ZoneChangeRound round(String tzdb, BooleanSupplier stopping) {
        return new ZoneChangeRound(store(), keeper, new Times(service.clock()), tzdb, stopping);
    }

    ZoneChangeStore store() {
        return new ZoneChangeStore(database, new Ids(service.clock()));
    }

    @Override
    public void close() {
        log.stop();
        await(database.close());
    }
}
