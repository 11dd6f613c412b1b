package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/// Has what has become of messages noted soon after it is known: all that is known in a moment together, and none waits
/// for one whose receiver takes his time. Confined to a context.
final class Answers {

    private static final long MOMENT_MILLIS = 100;

    private final Vertx vertx;
    private final Function<List<Settled>, Future<Void>> note;
    private final List<Future<Void>> notings = new ArrayList<>();
    private List<Settled> known = new ArrayList<>();
    private long timer = -1;

    Answers(Vertx vertx, Function<List<Settled>, Future<Void>> note) {
        this.vertx = vertx;
        this.note = note;
    }

    void add(Settled settled) {
        if (known.isEmpty()) {
            timer = vertx.setTimer(MOMENT_MILLIS, _ -> noteKnown());
        }
        known.add(settled);
    }

    private void noteKnown() {
        vertx.cancelTimer(timer);
        if (!known.isEmpty()) {
            var these = known;
            known = new ArrayList<>();
            notings.add(note.apply(these));
        }
    }

    /// Has the rest noted; complete once all is.
    Future<Void> end() {
        noteKnown();
        return Future.join(notings).mapEmpty();
    }
}
