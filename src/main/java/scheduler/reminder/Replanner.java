package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import scheduler.event.LogSubscriber;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.platform.Times;
import scheduler.reminder.PlanStore.Anew;
import scheduler.reminder.Planner.Standing;

/// Plans the bookings of a service anew whose rules have changed, page by page, each while nobody plans from the
/// log: so no page can bring back what the log has just dropped. Follow-ups of what began too long ago are left as they
/// are.
final class Replanner {

    private static final int PAGE_MAX = 200;

    private final PlanStore store;
    private final Planner planner;
    private final LogSubscriber log;
    private final Times times;

    Replanner(PlanStore store, Planner planner, LogSubscriber log, Times times) {
        this.store = store;
        this.planner = planner;
        this.log = log;
        this.times = times;
    }

    /// All that is to be planned anew of a tenant.
    Future<Void> run(Tenant tenant) {
        return Rounds.whileMore(() -> log.exclusively(
                tenant,
                tx -> store.nextAnew(tx, tenant)
                        .compose(anew -> anew.isEmpty()
                                ? Future.succeededFuture(false)
                                : page(tx, tenant, anew.get()).map(true))));
    }

    private Future<Void> page(SqlConnection tx, Tenant tenant, Anew anew) {
        var now = times.now(tenant);
        return store.bookings(tx, tenant, anew, now.minus(Planned.PAST), PAGE_MAX)
                .compose(page -> {
                    var told = page.bookings().stream()
                            .map(each -> new Standing(each, now, News.NONE))
                            .toList();
                    return planner.plan(tx, tenant, told)
                            .compose(_ -> store.moveOn(tx, tenant, anew.service(), page.upTo()));
                });
    }
}
