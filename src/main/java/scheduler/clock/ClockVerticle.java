package scheduler.clock;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import scheduler.clock.Clocks.GetClock;
import scheduler.clock.Clocks.MoveClock;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.platform.Times;

/// Serves what can be asked about the clock of a tenant.
public final class ClockVerticle extends VerticleBase {

    private final ClockDesk desk;

    public ClockVerticle(Database database, Times times) {
        this.desk = new ClockDesk(new Receipts(database), times);
    }

    @Override
    public Future<?> start() {
        return Future.all(
                GetClock.ADDRESS.serve(vertx, desk::get), //
                MoveClock.ADDRESS.serve(vertx, desk::move));
    }
}
