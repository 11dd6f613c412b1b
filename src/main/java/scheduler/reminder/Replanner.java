package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import scheduler.event.LogSubscriber;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.platform.Times;
import scheduler.reminder.PlanStore.Anew;
import scheduler.reminder.PlanStore.Place;
import scheduler.reminder.Planner.Standing;

/// Plans the bookings of a service anew whose rules have changed, page by page, each while nobody plans from the
/// log: so no page can bring back what the log has just dropped. Follow-ups of what began too long ago are left as they
/// are.
final class Replanner {

    private static final int PAGE_MAX = 200;

    /// Of whom there are so many that a page of bookings takes too long to plan, the others wait for the next.
    private static final int RECIPIENTS_MAX = 1_000;

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
                    var some = some(page.bookings());
                    var told = some.stream()
                            .map(each -> new Standing(each, now, News.NONE))
                            .toList();
                    var upTo = some.size() < page.bookings().size() ? Place.of(some.getLast()) : page.upTo();
                    return planner.plan(tx, tenant, told).compose(_ -> store.moveOn(tx, tenant, anew.service(), upTo));
                });
    }

    private static List<About> some(List<About> bookings) {
        int recipients = 0;
        for (int i = 0; i < bookings.size(); i++) {
            recipients +=
                    bookings.get(i).attendees().size() + bookings.get(i).staff().size();
            if (recipients >= RECIPIENTS_MAX) {
                return bookings.subList(0, i + 1);
            }
        }
        return bookings;
    }
}
