package scheduler.availability;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import scheduler.availability.memory.Overdue;
import scheduler.availability.memory.Pictures;
import scheduler.event.Past;

/// Serves the questions about what can be booked of one service.
public final class AvailabilityVerticle extends VerticleBase {

    private final AvailabilityDesk desk;

    public AvailabilityVerticle(Pictures pictures, Overdue overdue, Past past) {
        this.desk = new AvailabilityDesk(pictures, overdue, past);
    }

    @Override
    public Future<?> start() {
        return Future.all(
                FindSlots.ADDRESS.serve(vertx, desk::find),
                ExplainSlot.ADDRESS.serve(vertx, desk::explain),
                WatchSlots.ADDRESS.serve(vertx, desk::watch));
    }
}
