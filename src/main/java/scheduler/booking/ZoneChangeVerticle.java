package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.availability.memory.Pictures;
import scheduler.booking.ZoneChangeStore.Noted;
import scheduler.database.Database;
import scheduler.event.Follower;
import scheduler.message.Tenant;
import scheduler.platform.Ids;
import scheduler.platform.Lifecycle;
import scheduler.platform.Lifecycle.Stage;
import scheduler.platform.Times;
import scheduler.time.Tzdb;

/// Compares the bookings ahead with newer rules of time zones: behind the start, and every hour, because a node with
/// older rules may go on booking for a while.
public final class ZoneChangeVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(ZoneChangeVerticle.class);
    private static final Duration PAUSE = Duration.ofHours(1);
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofMinutes(1);

    private final ZoneChangeRound round;
    private final Lifecycle lifecycle;

    /// `followed` are the tenants of whom `pictures` knows what is taken.
    public ZoneChangeVerticle(
            Database database,
            Pictures pictures,
            Follower log,
            Expiry expiry,
            List<Tenant> followed,
            Lifecycle lifecycle,
            Ids ids,
            Times times) {
        var changes = Desks.of(database, new BookingStore(database, ids), pictures, log, expiry, ids, times)
                .changes();
        var numbers = followed.stream().map(Tenant::no).collect(Collectors.toSet());
        var keeper = new LocalTimeKeeper(changes, numbers, times);
        var store = new ZoneChangeStore(database, ids);
        this.round = new ZoneChangeRound(store, keeper, times, Tzdb.VERSION, this::isStopping);
        this.lifecycle = lifecycle;
    }

    @Override
    public Future<?> start() {
        runRound();
        return Future.succeededFuture();
    }

    private void runRound() {
        round.run()
                .onSuccess(ZoneChangeVerticle::report)
                .onSuccess(_ -> pause(PAUSE))
                .onFailure(failure -> {
                    if (!isStopping()) {
                        LOG.atWarn().log(failure.getMessage());
                    }
                    pause(PAUSE_AFTER_FAILURE);
                });
    }

    private static void report(Noted noted) {
        if (noted.bookings() > 0) {
            LOG.atInfo()
                    .addKeyValue("tzdb", Tzdb.VERSION)
                    .addKeyValue("bookings", noted.bookings())
                    .addKeyValue("changed", noted.changed())
                    .log("Compared bookings with newer rules of time zones");
        }
    }

    private void pause(Duration length) {
        vertx.setTimer(length.toMillis(), _ -> runRound());
    }

    private boolean isStopping() {
        return lifecycle.stage() == Stage.DRAINING;
    }
}
