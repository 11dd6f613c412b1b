package scheduler.webhook;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Writes down what became of deliveries, many together: one that comes alone leaves at once, and while it is
/// on its way the others gather. Confined to one context.
final class Settlements {

    private static final Logger LOG = LoggerFactory.getLogger(Settlements.class);
    private static final int BATCH_MAX = 1_000;

    private final DispatchStore store;
    private final Supplier<Instant> now;
    private final Consumer<List<Settled>> done;

    private List<Settled> gathered = new ArrayList<>();
    private boolean isWriting;

    /// `done` hears of those that are written down, or that could not be: these are sent again once their
    /// time is over.
    Settlements(DispatchStore store, Supplier<Instant> now, Consumer<List<Settled>> done) {
        this.store = store;
        this.now = now;
        this.done = done;
    }

    /// Who wants no more is sent no more before it is written down that the delivery waits.
    void add(Settled settled) {
        if (settled.verdict() instanceof Verdict.Gone) {
            store.disable(settled.claimed(), "The receiver answered 410 Gone.", now.get())
                    .onFailure(failure -> LOG.atWarn().log(failure.getMessage()))
                    .onComplete(_ -> gather(settled));
        } else {
            gather(settled);
        }
    }

    private void gather(Settled settled) {
        gathered.add(settled);
        write();
    }

    private void write() {
        if (isWriting || gathered.isEmpty()) {
            return;
        }
        isWriting = true;
        var batch = List.copyOf(gathered.subList(0, Math.min(BATCH_MAX, gathered.size())));
        gathered = new ArrayList<>(gathered.subList(batch.size(), gathered.size()));
        store.settle(batch).onComplete((_, failure) -> {
            isWriting = false;
            if (failure != null) {
                LOG.atWarn().log(failure.getMessage());
            }
            done.accept(batch);
            write();
        });
    }
}
