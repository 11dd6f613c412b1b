package scheduler.availability;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;

/// Serves the questions about what can be booked.
public final class AvailabilityVerticle extends VerticleBase {

    private final AvailabilityDesk desk;
    private final SearchDesk search;

    public AvailabilityVerticle(Pictures pictures) {
        this.desk = new AvailabilityDesk(pictures);
        this.search = new SearchDesk(pictures);
    }

    @Override
    public Future<?> start() {
        return Future.all(
                FindSlots.ADDRESS.serve(vertx, desk::find),
                ExplainSlot.ADDRESS.serve(vertx, desk::explain),
                SearchSlots.ADDRESS.serve(vertx, search::search),
                WatchSlots.ADDRESS.serve(vertx, desk::watch));
    }
}
