package scheduler.availability.search;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import scheduler.availability.memory.Overdue;
import scheduler.availability.memory.Pictures;

/// Serves the questions about many services at once.
public final class SearchVerticle extends VerticleBase {

    private final SearchDesk desk;

    public SearchVerticle(Pictures pictures, Overdue overdue) {
        this.desk = new SearchDesk(pictures, overdue);
    }

    @Override
    public Future<?> start() {
        return SearchSlots.ADDRESS.serve(vertx, desk::search);
    }
}
