package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.reminder.Previews.PreviewLetter;
import scheduler.reminder.Previews.TestLetter;
import scheduler.reminder.Reminders.ListReminders;

/// Plans reminders from the log and sends what is due, on any number of nodes at once.
public final class ReminderVerticle extends VerticleBase {

    private static final Logger LOG = LoggerFactory.getLogger(ReminderVerticle.class);

    private static final long MEASURE_MILLIS = 5_000;
    private static final long PAUSE_AFTER_FAILURE_MILLIS = 2_000;

    private final Reminding reminding;

    // Confined to the context.
    private List<Lane> lanes = List.of();
    private Future<Void> replanning = Future.succeededFuture();
    private boolean isStopped;

    public ReminderVerticle(Reminding reminding) {
        this.reminding = reminding;
    }

    @Override
    public Future<?> start() {
        lanes = reminding.lanes();
        lanes.forEach(Lane::start);
        replan();
        vertx.setPeriodic(MEASURE_MILLIS, _ -> measure());
        follow();
        var previews = reminding.previews();
        return Future.all(
                PreviewLetter.ADDRESS.serve(vertx, previews::preview),
                TestLetter.ADDRESS.serve(vertx, previews::test),
                ListReminders.ADDRESS.serve(vertx, list -> reminding.store().list(list.tenant(), list.booking())));
    }

    /// A database that is away is no reason not to start.
    private void follow() {
        reminding.log().start().onFailure(failure -> {
            LOG.atWarn().log(failure.getMessage());
            if (!isStopped) {
                vertx.setTimer(PAUSE_AFTER_FAILURE_MILLIS, _ -> follow());
            }
        });
    }

    /// Takes no more, and ends in order what was taken.
    @Override
    public Future<?> stop() {
        isStopped = true;
        reminding.log().stop();
        return Future.join(lanes.stream().map(Lane::stop).toList()).transform(_ -> replanning.otherwiseEmpty());
    }

    private void measure() {
        for (var lane : lanes) {
            lane.oldest()
                    .onSuccess(late -> Measured.oldest(lane.channel(), late))
                    .onFailure(failure -> LOG.atDebug().log(failure.getMessage()));
        }
    }

    private void replan() {
        replanning = reminding.replan();
        replanning.onFailure(failure -> LOG.atWarn().log(failure.getMessage())).onComplete(_ -> {
            if (!isStopped) {
                vertx.setTimer(reminding.settings().interval().toMillis(), _ -> replan());
            }
        });
    }
}
