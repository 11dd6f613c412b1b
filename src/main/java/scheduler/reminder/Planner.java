package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.event.LogSubscriber;
import scheduler.event.Logged;
import scheduler.message.Tenant;
import scheduler.service.Reminder;

/// Plans what is to be said about bookings, from the log: a booking that is made, moved, cancelled or joined is planned
/// anew as it is after that, and nothing that is planned outlives the rule that asked for it.
final class Planner implements LogSubscriber.Taker {

    private static final Logger LOG = LoggerFactory.getLogger(Planner.class);

    private final PlanStore store;

    Planner(PlanStore store) {
        this.store = store;
    }

    @Override
    public Future<?> take(SqlConnection tx, List<Logged> events) {
        if (events.isEmpty()) {
            return Future.succeededFuture();
        }
        // What is said of a booking last counts.
        var told = new LinkedHashMap<String, Logged>();
        var happened = new HashMap<String, News>();
        var changed = new ArrayList<String>();
        for (var event : events) {
            if (isOfBooking(event)) {
                told.put(event.subject(), event);
                happened.merge(event.subject(), News.NONE.and(event), (before, _) -> before.and(event));
            } else if (event.type().equals("service.changed")) {
                changed.add(event.subject());
            }
        }
        var tenant = events.getFirst().tenant();
        return needed(tx, tenant, List.copyOf(told.values()))
                .compose(needed -> plan(
                        tx,
                        tenant,
                        needed.stream()
                                .flatMap(each -> read(each, Objects.requireNonNull(happened.get(each.subject()))))
                                .toList()))
                .compose(_ -> store.askAnew(tx, tenant, changed));
    }

    private static boolean isOfBooking(Logged event) {
        if (!event.type().startsWith("booking.")) {
            return false;
        }
        try {
            return UUID.fromString(event.subject()).toString().equals(event.subject());
        } catch (IllegalArgumentException e) {
            LOG.atError().addKeyValue("subject", event.subject()).log("An event of a booking names none");
            return false;
        }
    }

    /// Those of bookings of which something is to be said, or was; the others, which may be nearly all, are not read.
    private Future<List<Logged>> needed(SqlConnection tx, Tenant tenant, List<Logged> told) {
        return store.rules(tx, tenant, services(told.stream().map(each -> each.field("service"))))
                .compose(rules -> {
                    var silent = told.stream()
                            .filter(each -> rules.getOrDefault(String.valueOf(each.field("service")), List.of())
                                    .isEmpty())
                            .toList();
                    return store.planned(
                                    tx,
                                    tenant,
                                    silent.stream().map(Logged::subject).toList())
                            .map(planned -> {
                                var others = new HashSet<>(silent);
                                others.removeIf(each -> planned.contains(each.subject()));
                                return told.stream()
                                        .filter(each -> !others.contains(each))
                                        .toList();
                            });
                });
    }

    private static List<String> services(Stream<@Nullable String> named) {
        return named.filter(Objects::nonNull).map(String::valueOf).distinct().toList();
    }

    /// A booking that stands as it does since `since`, by what `happened` then.
    record Standing(About booking, Instant since, News happened) {}

    /// What cannot be understood is left out and said, so that it keeps nothing else from being planned.
    private static Stream<Standing> read(Logged event, News happened) {
        try {
            return Stream.of(new Standing(About.read(event.data()), event.time(), happened));
        } catch (RuntimeException e) {
            sayUnplanned(event.subject(), e);
            return Stream.empty();
        }
    }

    private static void sayUnplanned(String booking, RuntimeException why) {
        LOG.atError().addKeyValue("booking", booking).setCause(why).log("No reminders can be planned for a booking");
    }

    private static Optional<List<Planned>> planned(Standing standing, List<Reminder> rules) {
        try {
            return Optional.of(Planned.of(standing.booking, rules, standing.since, standing.happened));
        } catch (RuntimeException e) {
            sayUnplanned(standing.booking.id().toString(), e);
            return Optional.empty();
        }
    }

    /// Plans bookings by the rules that their services have now, whatever version they were made with.
    Future<Void> plan(SqlConnection tx, Tenant tenant, List<Standing> told) {
        return store.rules(tx, tenant, services(told.stream().map(each -> each.booking.service())))
                .compose(rules -> {
                    var bookings = new ArrayList<About>();
                    var planned = new ArrayList<Planned>();
                    for (var each : told) {
                        var about = each.booking;
                        planned(each, rules.getOrDefault(about.service(), List.of()))
                                .ifPresent(plan -> {
                                    bookings.add(about);
                                    planned.addAll(plan);
                                });
                    }
                    return store.plan(tx, tenant, bookings, planned);
                });
    }
}
