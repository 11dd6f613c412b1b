package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import scheduler.database.Columns;
import scheduler.database.Database;
import scheduler.message.Tenant;
import scheduler.platform.Times;

/// Looks at what reminders are about, just before they are sent.
final class LookStore {

    private final Database database;
    private final DueClock clock;

    LookStore(Database database, Times times) {
        this.database = database;
        this.clock = new DueClock(times);
    }

    private static final String FIND = "select " + About.COLUMNS + """
            from booking b where b.tenant = $1::bigint and b.id = any ($2::uuid[]) and not b.hold
            """;

    // Whoever is just changing one is not waited for, and whoever changes one from here on sees that it is in hand, for
    // taking it was committed before: see unless_in_hand.
    static final String FIND_STILL = FIND + "for share of b skip locked";

    private static final String THERE = """
            select id from booking where tenant = $1::bigint and id = any ($2::uuid[]) and not hold
            """;

    /// Bookings as they are now, by their ids, and those that are there and cannot be read, or are just being changed;
    /// and the reminders that would overtake another.
    record Looked(Map<UUID, About> bookings, Set<UUID> unreadable, Set<UUID> changing, Set<UUID> overtaking) {

        private Looked whileChanging(Set<UUID> found) {
            return new Looked(bookings, unreadable, found, overtaking);
        }

        private Looked withOvertaking(Set<UUID> found) {
            return new Looked(bookings, unreadable, changing, found);
        }
    }

    /// Looks at what reminders that were taken are about. None of these bookings is moved or cancelled before they are
    /// settled, or their lease is over.
    Future<Looked> look(Tenant tenant, List<Due> taken) {
        var ids = taken.stream().map(Due::booking).distinct().toList();
        var news = taken.stream().filter(each -> each.rule().on() != null).toList();
        return find(FIND_STILL, tenant, ids)
                .compose(looked -> changing(tenant, ids, looked).map(looked::whileChanging))
                .compose(looked -> news.isEmpty()
                        ? Future.succeededFuture(looked)
                        : overtaking(tenant, news).map(looked::withOvertaking));
    }

    /// Reads bookings without having anybody wait for what is done with that.
    Future<Looked> bookings(Tenant tenant, List<UUID> ids) {
        return find(FIND, tenant, ids);
    }

    private Future<Looked> find(String statement, Tenant tenant, List<UUID> ids) {
        return database.query("reading bookings to remind of", statement, ReminderStore.arguments(tenant, ids))
                .map(rows -> {
                    var bookings = About.read(rows).stream().collect(Collectors.toMap(About::id, each -> each));
                    var unreadable = ReminderStore.ids(rows);
                    unreadable.removeAll(bookings.keySet());
                    return new Looked(bookings, unreadable, Set.of(), Set.of());
                });
    }

    private Future<Set<UUID>> changing(Tenant tenant, List<UUID> asked, Looked looked) {
        var missing = asked.stream()
                .filter(id -> !looked.bookings.containsKey(id) && !looked.unreadable.contains(id))
                .toList();
        return missing.isEmpty()
                ? Future.succeededFuture(Set.of())
                : database.query(
                                "looking for bookings that are being changed",
                                THERE,
                                ReminderStore.arguments(tenant, missing))
                        .map(ReminderStore::ids);
    }

    // Whoever has one, and has given no sign of life for as long as a lease, is not waited for.
    static final String OVERTAKING = """
            select n.id
            from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::timestamptz[])
              as n (id, booking, recipient, channel, planned_for)
            where exists (
              select from reminder r
              where r.tenant = $1::bigint and r.booking = n.booking and r.recipient = n.recipient
                and r.channel = n.channel and r.planned_for < n.planned_for
                and r.leased_until > coalesce($7::timestamptz, now()))
            """;

    /// Those before which somebody is just sending another, about the same booking to the same recipient: who is told
    /// last that it was cancelled knows how it stands.
    private Future<Set<UUID>> overtaking(Tenant tenant, List<Due> news) {
        var arguments = Tuple.of(tenant.no())
                .addArrayOfUUID(Columns.of(news, Due::id, UUID[]::new))
                .addArrayOfUUID(Columns.of(news, Due::booking, UUID[]::new))
                .addArrayOfString(Columns.of(news, Due::recipient, String[]::new))
                .addArrayOfString(Columns.of(news, each -> each.rule().channel(), String[]::new))
                .addArrayOfOffsetDateTime(
                        Columns.of(news, each -> Times.column(each.plannedFor()), OffsetDateTime[]::new))
                .addOffsetDateTime(clock.moved());
        return database.query("looking for what is on its way", OVERTAKING, arguments)
                .map(ReminderStore::ids);
    }
}
