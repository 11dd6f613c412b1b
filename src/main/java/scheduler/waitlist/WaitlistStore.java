package scheduler.waitlist;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.Cursors;
import scheduler.database.Database;
import scheduler.database.Listing;
import scheduler.event.EventLog;
import scheduler.message.EmailAddress;
import scheduler.message.Fields;
import scheduler.message.Outcome;
import scheduler.message.Tenant;
import scheduler.platform.Times;
import scheduler.waitlist.Waitlist.ListEntries;
import scheduler.waitlist.Waitlist.Status;

/// The table of those who wait. Every change is guarded by the version of the entry, and has its event in its
/// transaction.
final class WaitlistStore {

    private static final Logger LOG = LoggerFactory.getLogger(WaitlistStore.class);

    private final Database database;
    private final EventLog events;

    WaitlistStore(Database database, EventLog events) {
        this.database = database;
        this.events = events;
    }

    private static final String COLUMNS = """
            select id, version, status, wish::text as wish, ends, hold, offer::text as offer, created_at, updated_at
            from waitlist
            """;

    // Whoever counts after this sees all that others with the lock have committed.
    private static final String ONE_AT_A_TIME = """
            select pg_advisory_xact_lock(hashtextextended($1::bigint::text || ' ' || $2::text, 0))
            """;

    private static final String WAITING = """
            select count(*) as waiting from waitlist
            where tenant = $1::bigint and customer = $2::text and status = 'waiting'
            """;

    /// For how many times a customer waits. Until the transaction ends nobody else counts that.
    Future<Long> waiting(SqlConnection tx, Tenant tenant, String customer) {
        return tx.preparedQuery(ONE_AT_A_TIME)
                .execute(Tuple.of(tenant.no(), customer))
                .compose(_ -> tx.preparedQuery(WAITING).execute(Tuple.of(tenant.no(), customer)))
                .map(rows -> rows.iterator().next().getLong("waiting"));
    }

    private static final String INSERT = """
            insert into waitlist
              (tenant, id, version, status, service_id, customer, wish, ends, created_at, updated_at)
            values ($1::bigint, $2::uuid, $3::bigint, $4::text, $5::text, $6::text, $7::text::json, $8::timestamptz,
              $9::timestamptz, $9::timestamptz)
            returning id
            """;

    Future<Void> insert(SqlConnection tx, Tenant tenant, Entry entry) {
        var wanted = entry.wish().wanted();
        var arguments = Tuple.of(
                        tenant.no(), entry.id(), entry.version(), entry.status().text(), wanted.service())
                .addString(customer(wanted.customer()))
                .addString(entry.wish().toJson().encode())
                .addOffsetDateTime(Times.column(entry.ends()))
                .addOffsetDateTime(Times.column(entry.createdAt()));
        return tx.preparedQuery(INSERT)
                .execute(arguments)
                .compose(_ -> told(tx, tenant, entry, "waitlist.joined", entry.toEvent()));
    }

    static @Nullable String customer(@Nullable String email) {
        return email == null ? null : EmailAddress.folded(email);
    }

    private Future<Void> told(SqlConnection tx, Tenant tenant, Entry entry, String type, JsonObject data) {
        return events.append(tx, tenant, type, entry.id().toString(), data);
    }

    private static final String UPDATE = """
            update waitlist set
              version = $3::bigint, status = $4::text, hold = $5::uuid, offer = $6::text::json, updated_at = $7::timestamptz
            where tenant = $1::bigint and id = $2::uuid and version = $3::bigint - 1
            returning id
            """;

    /// Whether it was still as before.
    Future<Boolean> update(SqlConnection tx, Tenant tenant, Entry before, Entry after) {
        return update(tx, tenant, before, after, "waitlist." + after.status().text());
    }

    private Future<Boolean> update(SqlConnection tx, Tenant tenant, Entry before, Entry after, String type) {
        var offer = after.offer();
        var arguments = Tuple.of(
                        tenant.no(), after.id(), after.version(), after.status().text(), after.hold())
                .addString(offer == null ? null : offer.encode())
                .addOffsetDateTime(Times.column(after.updatedAt()));
        return tx.preparedQuery(UPDATE)
                .execute(arguments)
                .compose(rows -> rows.rowCount() == 0
                        ? Future.succeededFuture(false)
                        : told(tx, tenant, after, type, after.changed(before)).map(true));
    }

    /// The same in a transaction of its own.
    Future<Boolean> update(Tenant tenant, Entry before, Entry after) {
        return database.transaction("changing an entry of the waitlist", tx -> update(tx, tenant, before, after));
    }

    private static final String FIND = COLUMNS + "where tenant = $1::bigint and id = $2::uuid";

    Future<Optional<Entry>> find(Tenant tenant, UUID id) {
        return database.query("reading an entry of the waitlist", FIND, Tuple.of(tenant.no(), id))
                .map(rows -> rows.stream().findFirst().map(WaitlistStore::entry));
    }

    private static final String POSITION = """
            select count(*) as before from waitlist
            where tenant = $1::bigint and service_id = $2::text and status = 'waiting'
              and (created_at, id) < ($3::timestamptz, $4::uuid)
            """;

    /// The place of somebody who waits: one more than wait for the same service and came before.
    Future<Long> position(Tenant tenant, Entry entry) {
        return database.query("counting who came before", POSITION, positionOf(tenant, entry))
                .map(WaitlistStore::position);
    }

    /// The same for somebody who is just joining.
    Future<Long> position(SqlConnection tx, Tenant tenant, Entry entry) {
        return tx.preparedQuery(POSITION).execute(positionOf(tenant, entry)).map(WaitlistStore::position);
    }

    private static Tuple positionOf(Tenant tenant, Entry entry) {
        return Tuple.of(tenant.no(), entry.wish().wanted().service(), Times.column(entry.createdAt()), entry.id());
    }

    private static long position(RowSet<Row> rows) {
        return rows.iterator().next().getLong("before") + 1;
    }

    private static final String LIST = COLUMNS + """
            where tenant = $1::bigint and (created_at, id) > ($2::timestamptz, $3::uuid)
              and ($4::text is null or service_id = $4::text)
              and ($5::text is null or status = $5::text)
              and ($6::text is null or customer = $6::text)
            order by created_at, id limit $7::bigint
            """;

    Future<Outcome> list(ListEntries list) {
        var cursors = Cursors.of("waitlist", list.service(), list.status(), customer(list.attendee()));
        var after = cursors.moment(list.cursor());
        var arguments = Tuple.of(list.tenant().no(), after.at(), after.id(), list.service())
                .addString(list.status() == null ? null : list.status().text())
                .addString(customer(list.attendee()))
                .addLong(list.limit() + 1L);
        return database.list("listing the waitlist", LIST, arguments)
                .map(rows -> Listing.of(
                        rows,
                        list.limit(),
                        row -> entry(row).toJson(),
                        row -> cursors.at(row.getOffsetDateTime("created_at"), row.getUUID("id"))));
    }

    private static final String SERVICES = """
            select distinct service_id from waitlist where tenant = $1::bigint and status = 'waiting'
            """;

    /// The services for which somebody waits.
    Future<List<String>> services(Tenant tenant) {
        return database.query("looking for who waits", SERVICES, Tuple.of(tenant.no()))
                .map(rows ->
                        rows.stream().map(row -> row.getString("service_id")).toList());
    }

    // A hold that was made for an entry, but by a node that could not tell the entry any more, is found by its key. The
    // subjects of other keys may be anything, and a plan may come by those first, so only those of its own are read.
    static final String NEXT = """
            select w.id, w.version, w.status, w.wish::text as wish, w.ends, w.hold, w.offer::text as offer, w.created_at,
                   w.updated_at, i.body as made, b.status as stands
            from waitlist w
            left join idempotency i on i.tenant = $1::bigint and i.key = $6::text || w.id || ' ' || w.version
            left join booking b on b.tenant = $1::bigint and b.id = case when starts_with(i.key, $6::text) then i.subject::uuid end
            where w.tenant = $1::bigint and w.service_id = $2::text and w.status = 'waiting'
              and (w.created_at, w.id) > ($3::timestamptz, $4::uuid)
            order by w.created_at, w.id limit $5::bigint
            """;

    /// Holds for entries are made under keys that no client can send, for theirs are ASCII. Each version of an
    /// entry has another: so two nodes, or one that died half way and another, make one hold for it and both
    /// learn which.
    static String key(Entry entry) {
        return KEY + entry.id() + " " + entry.version();
    }

    static final String KEY = "→waitlist ";

    /// Somebody who waits, and what was held for him if he has not been told; `stands` is false once that is over.
    record Next(Entry entry, @Nullable JsonObject made, boolean stands) {}

    /// When somebody came, and who of those that came at once he is.
    record Place(Instant createdAt, UUID id) {

        static final Place FIRST = new Place(Instant.EPOCH, new UUID(0, 0));
    }

    /// Some who wait, in the order in which they came; `last` is the place of the last when there may be more.
    record Page(List<Next> waiting, @Nullable Place last) {}

    /// Who waits for a service, in the order in which they came, after a place.
    Future<Page> next(Tenant tenant, String service, Place after, int max) {
        var arguments = Tuple.of(tenant.no(), service, Times.column(after.createdAt), after.id, (long) max)
                .addString(KEY);
        return database.query("looking for who is next", NEXT, arguments).map(rows -> {
            var waiting = readable(rows, WaitlistStore::next);
            return new Page(waiting, rows.size() < max ? null : last(rows));
        });
    }

    private static @Nullable Place last(RowSet<Row> rows) {
        Place last = null;
        for (var row : rows) {
            last = new Place(row.getOffsetDateTime("created_at").toInstant(), row.getUUID("id"));
        }
        return last;
    }

    /// A wish that can no longer be read is passed over: nothing can be done for it, and others wait behind it.
    private static <T> List<T> readable(RowSet<Row> rows, Function<Row, T> read) {
        var all = new ArrayList<T>(rows.size());
        for (var row : rows) {
            try {
                all.add(read.apply(row));
            } catch (RuntimeException e) {
                LOG.atWarn()
                        .setCause(e)
                        .addKeyValue("entry", row.getUUID("id"))
                        .log("An entry of the waitlist cannot be read");
            }
        }
        return all;
    }

    private static Next next(Row row) {
        var made = row.getString("made");
        return new Next(entry(row), made == null ? null : new JsonObject(made), "held".equals(row.getString("stands")));
    }

    /// Has somebody wait on whose last hold is over without his having let it go. The next has another key. Nothing if
    /// the entry has changed meanwhile.
    Future<Optional<Entry>> renew(Tenant tenant, Entry before, Entry renewed) {
        return database.transaction(
                        "renewing an entry of the waitlist",
                        tx -> update(tx, tenant, before, renewed, "waitlist.renewed"))
                .map(isDone -> isDone ? Optional.of(renewed) : Optional.empty());
    }

    static final String OVER = COLUMNS + """
            where tenant = $1::bigint and status = 'waiting' and ends <= $2::timestamptz order by ends limit $3::bigint
            """;

    /// Who waits for what is over.
    Future<List<Entry>> over(Tenant tenant, Instant now, int max) {
        return database.query(
                        "looking for who waits in vain", OVER, Tuple.of(tenant.no(), Times.column(now), (long) max))
                .map(rows -> readable(rows, WaitlistStore::entry));
    }

    private static final String ANSWERED = """
            select w.id, w.version, w.status, w.wish::text as wish, w.ends, w.hold, w.offer::text as offer, w.created_at,
                   w.updated_at, b.id is not null and not b.hold as booked, exists (
                     select from event e
                     where e.tenant = $1::bigint and e.subject = w.hold::text and e.type = 'hold.released'
                       and e.data ->> 'absence' is not null) as taken_back
            from waitlist w left join booking b on b.tenant = $1::bigint and b.id = w.hold
            where w.tenant = $1::bigint and w.status = 'offered' and (b.id is null or b.status <> 'held')
              and ($2::uuid is null or w.hold = $2::uuid)
            limit $3::bigint
            """;

    /// An entry whose hold is none any more, and whether that is because it has become a booking, or because a plan has
    /// taken it back, as the log tells.
    record Answered(Entry entry, boolean isBooked, boolean isTakenBack) {}

    /// Those whose offer has been taken or let go; of one hold, or of any.
    Future<List<Answered>> answered(Tenant tenant, @Nullable UUID hold, int max) {
        return database.query("looking for answers to offers", ANSWERED, Tuple.of(tenant.no(), hold, (long) max))
                .map(rows -> readable(
                        rows, row -> new Answered(entry(row), row.getBoolean("booked"), row.getBoolean("taken_back"))));
    }

    private static Entry entry(Row row) {
        var offer = row.getString("offer");
        return new Entry(
                row.getUUID("id"),
                row.getLong("version"),
                Status.read(row.getString("status")),
                Fields.readWhole(new JsonObject(row.getString("wish")), "", Wish::stored),
                row.getOffsetDateTime("ends").toInstant(),
                row.getUUID("hold"),
                offer == null ? null : new JsonObject(offer),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }
}
