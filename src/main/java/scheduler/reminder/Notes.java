package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.GivenUp;
import scheduler.database.StoreFailure;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.reminder.LookStore.Looked;

/// Notes what has become of what was sent, however long the database is busy or away: what is not noted is sent again
/// by whoever takes it next. It may be noted twice, for only what is still in hand is changed.
final class Notes {

    private static final Logger LOG = LoggerFactory.getLogger(Notes.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration MOMENT = Duration.ofMillis(20);
    private static final int LOOKS = 3;

    private final Vertx vertx;
    private final ReminderStore store;

    Notes(Vertx vertx, ReminderStore store) {
        this.vertx = vertx;
        this.store = store;
    }

    Future<Void> take(Tenant tenant, List<Settled> settled, Looked looked) {
        return take(tenant, settled, looked, LOOKS);
    }

    /// Who has locked a booking may only be looking whether he can change it, so that is waited for so often.
    private Future<Void> take(Tenant tenant, List<Settled> settled, Looked looked, int looks) {
        var later = new ArrayList<Settled>();
        return Rounds.whileMore(() -> store.settle(tenant, settled, looked, looks == 1)
                        .onSuccess(later::addAll)
                        .map(false)
                        .recover(failure -> {
                            LOG.atWarn().log(failure.getMessage());
                            return isOfData(failure)
                                    ? apart(tenant, settled, looked, failure).map(false)
                                    : pause(PAUSE).map(true);
                        }))
                .compose(_ -> later.isEmpty()
                        ? Future.succeededFuture()
                        : pause(MOMENT).compose(_ -> take(tenant, later, looked, looks - 1)));
    }

    private Future<?> pause(Duration length) {
        return vertx.timer(length.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Whether it would fail at any time. All else passes, and noting it otherwise would be a lie.
    private static boolean isOfData(Throwable failure) {
        return switch (failure) {
            case StoreFailure store -> store.isOfData();
            case Refusal _, GivenUp _ -> false;
            default -> true;
        };
    }

    /// One of them cannot be noted as it is. It is found by halves, and keeps nothing from the others.
    private Future<Void> apart(Tenant tenant, List<Settled> settled, Looked looked, Throwable failure) {
        if (settled.size() > 1) {
            int half = settled.size() / 2;
            return Future.join(
                            take(tenant, settled.subList(0, half), looked),
                            take(tenant, settled.subList(half, settled.size()), looked))
                    .mapEmpty();
        }
        if (settled.getFirst().message() == null) {
            return Future.failedFuture(failure);
        }
        var due = settled.getFirst().due();
        LOG.atError()
                .addKeyValue("reminder", due.id())
                .setCause(failure)
                .log("What has become of a reminder cannot be noted, it counts as failed");
        return take(tenant, List.of(Settled.unnotable(due)), looked);
    }
}
