package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.Columns;
import scheduler.database.Database;
import scheduler.database.Statements;
import scheduler.event.EventLog;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.platform.Times;
import scheduler.reminder.Channel.InLog;
import scheduler.reminder.DueClock.Group;
import scheduler.reminder.LookStore.Looked;
import scheduler.reminder.Settled.State;

/// Keeps who is just saying what is due, and what has become of it.
final class ReminderStore {

    private static final Logger LOG = LoggerFactory.getLogger(ReminderStore.class);

    private final Database database;
    private final EventLog events;
    private final DueClock clock;
    private final KnownRules rules = new KnownRules();

    ReminderStore(Database database, EventLog events) {
        this.database = database;
        this.events = events;
        this.clock = new DueClock(events.times());
    }

    // By the database's clock, so that nodes whose clocks differ do not take each other's; a clock that a test moves
    // goes before. A row is locked, so it is still where it was found: its place saves one look at the key for each
    // of them, all over an index of random ids. They go as one array, which is read in the order of the pages; joined
    // one by one, 500 take twice as long. One that had just moved on is left for the next round. Whose lease has run
    // out without a word may have been sent, which counts as an attempt.
    private static String claim(String leased) {
        return """
                update reminder r
                set leased_until = %1$s + ($5::bigint * interval '1 millisecond'),
                  fence = fence + 1, attempts = attempts + case when leased_until is null then 0 else 1 end
                where r.ctid = any (array(
                  select ctid from reminder
                  where status = 'planned' and channel = $1::text and due_at <= coalesce($2::timestamptz, now())
                    and (leased_until is null or leased_until <= %1$s)
                    and tenant = any ($3::bigint[])
                  order by due_at limit $4::bigint for update skip locked))
                returning r.tenant, r.id, r.booking, r.sequence, r.rule, r.recipient, r.doc::text as doc, r.planned_for,
                  r.due_at, r.attempts, r.fence
                """.formatted(leased);
    }

    static final String CLAIM = claim("coalesce($2::timestamptz, now())");

    /// The same of tenants whose time is ahead of that of leases.
    private static final String CLAIM_AHEAD = claim("$6::timestamptz");

    /// Takes what is due, for as long as `lease`: whoever has not settled it by then has lost it.
    Future<List<Due>> claim(String channel, Map<Long, Tenant> tenants, int most, Duration lease) {
        var taken = new ArrayList<Due>();
        return Rounds.inWaves(
                        clock.groups(tenants.keySet()),
                        1,
                        group -> taken.size() == most
                                ? Future.succeededFuture()
                                : claim(channel, group, most - taken.size(), lease)
                                        .map(rows -> {
                                            rows.forEach(row -> taken.add(due(row, tenants)));
                                            return null;
                                        }))
                .<List<Due>>map(_ -> taken)
                // What is taken is sent, also when those of another time cannot be.
                .recover(failure -> {
                    if (taken.isEmpty()) {
                        return Future.failedFuture(failure);
                    }
                    LOG.atWarn().addKeyValue("channel", channel).log(failure.getMessage());
                    return Future.succeededFuture(taken);
                });
    }

    private Future<List<Row>> claim(String channel, Group group, int most, Duration lease) {
        var arguments = Tuple.of(channel, group.now())
                .addArrayOfLong(group.tenants().toArray(Long[]::new))
                .addLong((long) most)
                .addLong(lease.toMillis());
        if (group.leased() != null) {
            arguments.addOffsetDateTime(group.leased());
        }
        return database.transaction(
                "taking reminders that are due",
                tx -> Statements.byIndex(tx)
                        .compose(_ -> tx.preparedQuery(group.leased() == null ? CLAIM : CLAIM_AHEAD)
                                .execute(arguments))
                        .compose(rows -> withoutUnread(tx, group, rows)));
    }

    private static final String PUT_OFF = """
            update reminder r
            set leased_until = null, due_at = coalesce($4::timestamptz, now()) + interval '30 seconds'
            from unnest($1::bigint[], $2::uuid[], $3::bigint[]) as mine (tenant, id, fence)
            where r.tenant = mine.tenant and r.id = mine.id and r.fence = mine.fence
            """;

    /// Without those whose rule cannot be understood, as by a node that is older than who has planned it. They keep
    /// nothing from the others, and are left to whoever looks a little later.
    private Future<List<Row>> withoutUnread(SqlConnection tx, Group group, RowSet<Row> rows) {
        var all = rows.stream().collect(Collectors.partitioningBy(this::isRead));
        var read = all.getOrDefault(true, List.of());
        var unread = all.getOrDefault(false, List.of());
        return unread.isEmpty()
                ? Future.succeededFuture(read)
                : tx.preparedQuery(PUT_OFF)
                        .execute(Tuple.tuple()
                                .addArrayOfLong(Columns.of(unread, row -> row.getLong("tenant"), Long[]::new))
                                .addArrayOfUUID(Columns.of(unread, row -> row.getUUID("id"), UUID[]::new))
                                .addArrayOfLong(Columns.of(unread, row -> row.getLong("fence"), Long[]::new))
                                .addOffsetDateTime(group.now()))
                        .map(read);
    }

    private boolean isRead(Row row) {
        try {
            return rules.of(row.getString("doc")) != null;
        } catch (RuntimeException e) {
            LOG.atError()
                    .addKeyValue("reminder", row.getUUID("id"))
                    .setCause(e)
                    .log("The rule of a reminder cannot be read, it is left to others");
            return false;
        }
    }

    private Due due(Row row, Map<Long, Tenant> tenants) {
        return new Due(
                Objects.requireNonNull(tenants.get(row.getLong("tenant"))),
                row.getUUID("id"),
                row.getUUID("booking"),
                row.getLong("sequence"),
                rules.of(row.getString("doc")),
                row.getString("recipient"),
                row.getOffsetDateTime("planned_for").toInstant(),
                row.getOffsetDateTime("due_at").toInstant(),
                row.getLong("attempts"),
                row.getLong("fence"));
    }

    // Who is just noting some of them, and fails, has them still, so he is waited for. One that was dropped meanwhile
    // may be on its way, and what tells why waits for it.
    static final String RENEW = """
            update reminder r
            set leased_until = coalesce($4::timestamptz, now()) + ($5::bigint * interval '1 millisecond')
            from unnest($1::bigint[], $2::uuid[], $3::bigint[]) as mine (tenant, id, fence)
            where r.tenant = mine.tenant and r.id = mine.id and r.fence = mine.fence
              and r.status in ('planned', 'void') and r.leased_until is not null
            returning r.id
            """;

    /// Has what was taken for as long again from now on, and gives which of it that still was.
    Future<Set<UUID>> renew(List<Due> taken, Duration lease) {
        var arguments = keys(taken).addOffsetDateTime(clock.moved()).addLong(lease.toMillis());
        return database.transaction(
                "keeping reminders that are being sent",
                tx -> Statements.byIndex(tx)
                        .compose(_ -> tx.preparedQuery(RENEW).execute(arguments))
                        .map(ReminderStore::ids));
    }

    static final String GIVE_BACK = """
            update reminder r set leased_until = null
            from unnest($1::bigint[], $2::uuid[], $3::bigint[]) as mine (tenant, id, fence)
            where r.tenant = mine.tenant and r.id = mine.id and r.fence = mine.fence
            """;

    /// Leaves what was taken, and has not been sent, to whoever looks next.
    Future<Void> giveBack(List<Due> taken) {
        return database.transaction(
                "giving back reminders",
                tx -> Statements.byIndex(tx)
                        .compose(_ -> tx.preparedQuery(GIVE_BACK).execute(keys(taken)))
                        .mapEmpty());
    }

    private static Tuple keys(List<Due> taken) {
        return Tuple.tuple()
                .addArrayOfLong(Columns.of(taken, each -> each.tenant().no(), Long[]::new))
                .addArrayOfUUID(Columns.of(taken, Due::id, UUID[]::new))
                .addArrayOfLong(Columns.of(taken, Due::fence, Long[]::new));
    }

    // Only by whoever took it last. What was dropped while it was being sent has been sent, but is not sent again.
    static final String SETTLE = """
            update reminder r
            set status = case when r.status = 'void' and s.status = 'planned' then 'void' else s.status end,
              due_at = coalesce(s.due, r.due_at), leased_until = null, attempts = r.attempts + s.tried, note = s.note,
              settled_at = case when s.status = 'planned' then null else $2::timestamptz end
            from unnest($3::uuid[], $4::bigint[], $5::text[], $6::text[], $7::timestamptz[], $8::bigint[])
              as s (id, fence, status, note, due, tried)
            where r.tenant = $1::bigint and r.id = s.id and r.fence = s.fence and r.status in ('planned', 'void')
            returning r.id
            """;

    // Nobody changes these until the transaction is over; whoever is just changing one is not waited for.
    private static final String STANDING = """
            select id, version from booking
            where tenant = $1::bigint and id = any ($2::uuid[]) and not hold
            for share skip locked
            """;

    /// Notes what has become of reminders of one tenant, and tells it in the log. What the log tells of a booking
    /// has not changed since it was `looked` at: `reminder.due` never comes behind a cancellation. What cannot be
    /// said for sure, because somebody has the booking locked, is given back to be noted later, unless this is the
    /// `last` time.
    Future<List<Settled>> settle(Tenant tenant, List<Settled> settled, Looked looked, boolean last) {
        return database.<Noted>transaction(
                        "noting what has become of reminders",
                        tx -> Statements.byIndex(tx)
                                .compose(_ -> asTheyStand(tx, tenant, settled, looked))
                                .compose(found -> {
                                    var sure = found.stream()
                                            .filter(each -> last || each.stands != Stands.LOCKED)
                                            .map(each -> each.stands == Stands.AS_LOOKED_AT
                                                    ? each.settled
                                                    : each.settled.ofChanged())
                                            .toList();
                                    var later = found.stream()
                                            .filter(each -> !last && each.stands == Stands.LOCKED)
                                            .map(each -> each.settled)
                                            .toList();
                                    return settle(tx, tenant, sure).map(mine -> new Noted(mine, later));
                                }))
                .onSuccess(noted -> noted.mine.forEach(
                        each -> Measured.settled(each, events.times().now(tenant))))
                .map(Noted::later);
    }

    private record Noted(List<Settled> mine, List<Settled> later) {}

    private enum Stands {
        AS_LOOKED_AT,
        CHANGED,
        LOCKED
    }

    private record Standing(Settled settled, Stands stands) {}

    private static Future<List<Standing>> asTheyStand(
            SqlConnection tx, Tenant tenant, List<Settled> settled, Looked looked) {
        var told = settled.stream()
                .filter(each -> each.inLog() != InLog.NOTHING)
                .map(each -> each.due().booking())
                .collect(Collectors.toSet());
        return told.isEmpty()
                ? Future.succeededFuture(settled.stream()
                        .map(each -> new Standing(each, Stands.AS_LOOKED_AT))
                        .toList())
                : tx.preparedQuery(STANDING).execute(arguments(tenant, told)).map(rows -> {
                    var versions = new HashMap<UUID, Long>();
                    rows.forEach(row -> versions.put(row.getUUID("id"), row.getLong("version")));
                    return settled.stream()
                            .map(each -> new Standing(each, stands(each, versions, looked)))
                            .toList();
                });
    }

    private static Stands stands(Settled settled, Map<UUID, Long> versions, Looked looked) {
        var version = versions.get(settled.due().booking());
        var about = looked.bookings().get(settled.due().booking());
        if (settled.inLog() == InLog.NOTHING || (about != null && version != null && version == about.version())) {
            return Stands.AS_LOOKED_AT;
        }
        return version == null ? Stands.LOCKED : Stands.CHANGED;
    }

    private Future<List<Settled>> settle(SqlConnection tx, Tenant tenant, List<Settled> settled) {
        var arguments = Tuple.of(tenant.no(), Times.column(events.times().now(tenant)))
                .addArrayOfUUID(Columns.of(settled, each -> each.due().id(), UUID[]::new))
                .addArrayOfLong(Columns.of(settled, each -> each.due().fence(), Long[]::new))
                .addArrayOfString(Columns.of(settled, each -> each.state().text(), String[]::new))
                .addArrayOfString(Columns.of(settled, Settled::note, String[]::new))
                .addArrayOfOffsetDateTime(Columns.of(
                        settled, each -> each.next() == null ? null : Times.column(each.next()), OffsetDateTime[]::new))
                .addArrayOfLong(Columns.of(settled, each -> each.wasTried() ? 1L : 0L, Long[]::new));
        return tx.preparedQuery(SETTLE).execute(arguments).compose(rows -> {
            var ids = ids(rows);
            var mine = settled.stream()
                    .filter(each -> ids.contains(each.due().id()))
                    .toList();
            var told =
                    mine.stream().flatMap(each -> each.events(tenant).stream()).toList();
            return events.append(tx, tenant, told).map(mine);
        });
    }

    static Tuple arguments(Tenant tenant, Collection<UUID> ids) {
        return Tuple.of(tenant.no()).addArrayOfUUID(ids.toArray(UUID[]::new));
    }

    static Set<UUID> ids(RowSet<Row> rows) {
        var ids = new HashSet<UUID>();
        rows.forEach(row -> ids.add(row.getUUID("id")));
        return ids;
    }

    private static final String LIST = """
            select id, sequence, rule, recipient, channel, doc::text as doc, planned_for, due_at, status, attempts, note, settled_at
            from reminder where tenant = $1::bigint and booking = $2::uuid
            order by planned_for, id
            """;

    private static final String KNOWN = """
            select id from booking where tenant = $1::bigint and id = $2::uuid and not hold
            """;

    /// All about one booking; there are at most ten rules for a hundred attendees and as many of the staff.
    Future<Outcome> list(Tenant tenant, UUID booking) {
        var arguments = Tuple.of(tenant.no(), booking);
        return database.query("looking whether there is a booking", KNOWN, arguments)
                .compose(known -> known.rowCount() == 0
                        ? Future.succeededFuture(Outcome.refused(Problem.notFound("booking", booking.toString())))
                        : database.query("listing reminders", LIST, arguments).map(ReminderStore::page));
    }

    private static Outcome page(RowSet<Row> rows) {
        var items = new JsonArray();
        rows.forEach(row -> items.add(item(row)));
        return new Found(new JsonObject().put("items", items).putNull("next").encode(), 0);
    }

    private static JsonObject item(Row row) {
        var status = row.getString("status");
        var json = new JsonObject()
                .put("id", row.getUUID("id").toString())
                .put("rule", new JsonObject(row.getString("doc")))
                .put("channel", row.getString("channel"))
                .put("recipient", row.getString("recipient"))
                .put("due", instant(row, "planned_for"))
                .put("status", status)
                .put("attempts", row.getLong("attempts"));
        if (status.equals(State.PLANNED.text()) && row.getLong("attempts") > 0) {
            json.put("next", instant(row, "due_at"));
        }
        if (row.getString("note") != null) {
            json.put("note", row.getString("note"));
        }
        if (row.getOffsetDateTime("settled_at") != null) {
            json.put("settledAt", instant(row, "settled_at"));
        }
        return json;
    }

    private static String instant(Row row, String column) {
        return row.getOffsetDateTime(column).toInstant().toString();
    }

    static final String OLDEST = """
            select extract(epoch from coalesce($1::timestamptz, now()) - min(due_at))::float8 as late
            from reminder where status = 'planned' and channel = $2::text and tenant = any ($3::bigint[])
            """;

    /// For how many seconds the oldest of some tenants has been due, 0 when none is. Of others nothing is sent.
    Future<Double> oldest(String channel, Set<Long> tenants) {
        var arguments = Tuple.of(clock.moved(), channel).addArrayOfLong(tenants.toArray(Long[]::new));
        return database.query("looking for the oldest reminder", OLDEST, arguments)
                .map(rows -> {
                    var late = rows.iterator().next().getDouble("late");
                    return late == null ? 0 : Math.max(0, late);
                });
    }

    private static final String ANEW = """
            select distinct tenant from reminder_replan where tenant = any ($1::bigint[])
            """;

    /// The tenants of whom bookings are to be planned anew.
    Future<List<Long>> tenantsToReplan(Set<Long> tenants) {
        var arguments = Tuple.tuple().addArrayOfLong(tenants.toArray(Long[]::new));
        return database.query("looking for rules that have changed", ANEW, arguments)
                .map(rows -> rows.stream().map(row -> row.getLong("tenant")).toList());
    }
}
