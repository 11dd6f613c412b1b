package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scheduler.database.Columns;
import scheduler.database.Statements;
import scheduler.message.Fields;
import scheduler.message.Tenant;
import scheduler.platform.Ids;
import scheduler.platform.Rounds;
import scheduler.platform.Times;
import scheduler.reminder.Planned.Moment;
import scheduler.service.Reminder;

/// Keeps what is planned to be said, in the transaction of whoever plans it.
final class PlanStore {

    private static final int STATEMENT_ROWS_MAX = 500;

    private final Ids ids;
    private final Times times;

    PlanStore(Ids ids, Times times) {
        this.ids = ids;
        this.times = times;
    }

    // Of another time of the booking, or asked for by no rule any more. What tells of an earlier time is late itself,
    // and what has happened has happened.
    private static final String DROP = """
            update reminder r set status = 'void', settled_at = $2::timestamptz, note = 'It is not wanted any more.'
            from unnest($3::uuid[], $4::bigint[]) as b (id, sequence)
            where r.tenant = $1::bigint and r.booking = b.id and r.status = 'planned' and r.sequence <= b.sequence
              and not starts_with(r.rule, 'on:')
              and not exists (
                select from unnest($5::uuid[], $6::bigint[], $7::text[], $8::text[]) as w (booking, sequence, rule, recipient)
                where w.booking = r.booking and w.sequence = r.sequence and w.rule = r.rule and w.recipient = r.recipient)
            """;

    private static final String STANDS = """
            (reminder.status = 'planned' and excluded.status = 'planned' and reminder.planned_for = excluded.planned_for)""";

    // In the same order everywhere, so that two nodes do not wait for each other. Whoever sends one just now is not
    // disturbed, unless it is due at another time: a rule that says something else of it changes only that. What is
    // to be sent at once has no other time because it is asked for once more: if it is due it stays with whoever has
    // it, and keeps its count and its pause. Nobody plans beside this, so what is there is what is seen.
    private static final String PLAN = """
            insert into reminder (tenant, id, booking, sequence, rule, recipient, channel, doc, planned_for, due_at,
              status, attempts, fence, note, settled_at, created_at)
            select $1::bigint, p.id, p.booking, p.sequence, p.rule, p.recipient, p.channel, p.doc::json, p.due, p.due,
              case when p.note is null then 'planned' else 'skipped' end, 0, 0, p.note,
              case when p.note is null then null else $2::timestamptz end, $2::timestamptz
            from unnest($3::uuid[], $4::uuid[], $5::bigint[], $6::text[], $7::text[], $8::text[], $9::text[],
              $10::timestamptz[], $11::text[], $12::boolean[])
              as p (id, booking, sequence, rule, recipient, channel, doc, due, note, at_once)
            where not (p.at_once and exists (
              select from reminder r
              where r.tenant = $1::bigint and r.booking = p.booking and r.sequence = p.sequence and r.rule = p.rule
                and r.recipient = p.recipient and r.status = 'planned'
                and r.planned_for <= greatest(p.due, $2::timestamptz)))
            order by p.booking, p.sequence, p.rule, p.recipient
            on conflict on constraint reminder_once do update set
              planned_for = excluded.planned_for, doc = excluded.doc,
              due_at = case when %1$s then reminder.due_at else excluded.due_at end,
              leased_until = case when %1$s then reminder.leased_until end,
              attempts = case when %1$s then reminder.attempts else 0 end,
              fence = case when %1$s then reminder.fence else reminder.fence + 1 end,
              status = excluded.status, note = excluded.note, settled_at = excluded.settled_at
            where reminder.status = 'void'
               or (reminder.status in ('planned', 'skipped') and reminder.planned_for <> excluded.planned_for)
               or (%1$s and reminder.doc::text <> excluded.doc::text)
            """.formatted(STANDS);

    /// Has said about bookings what is planned, and nothing else, in a transaction of its own or another's. However
    /// many that are, no statement takes longer than one may.
    Future<Void> plan(SqlConnection tx, Tenant tenant, List<About> bookings, List<Planned> planned) {
        var ofEach = planned.stream().collect(Collectors.groupingBy(Planned::booking));
        return Statements.byIndex(tx)
                .compose(_ -> Rounds.inWaves(parts(bookings, ofEach), 1, part -> {
                    var its = part.stream()
                            .flatMap(each -> ofEach.getOrDefault(each.id(), List.of()).stream())
                            .toList();
                    return planPart(tx, tenant, part, its);
                }));
    }

    private static List<List<About>> parts(List<About> bookings, Map<UUID, List<Planned>> ofEach) {
        var parts = new ArrayList<List<About>>();
        int rows = STATEMENT_ROWS_MAX;
        for (var booking : bookings) {
            int its = ofEach.getOrDefault(booking.id(), List.of()).size();
            if (rows + its >= STATEMENT_ROWS_MAX) {
                parts.add(new ArrayList<>());
                rows = 0;
            }
            parts.getLast().add(booking);
            rows += its;
        }
        return parts;
    }

    private Future<Void> planPart(SqlConnection tx, Tenant tenant, List<About> bookings, List<Planned> planned) {
        var now = Times.column(times.now(tenant));
        var dropped = Tuple.of(tenant.no(), now)
                .addArrayOfUUID(Columns.of(bookings, About::id, UUID[]::new))
                .addArrayOfLong(Columns.of(bookings, About::sequence, Long[]::new))
                .addArrayOfUUID(Columns.of(planned, Planned::booking, UUID[]::new))
                .addArrayOfLong(Columns.of(planned, Planned::sequence, Long[]::new))
                .addArrayOfString(Columns.of(planned, Planned::key, String[]::new))
                .addArrayOfString(Columns.of(planned, each -> each.recipient().key(), String[]::new));
        return tx.preparedQuery(DROP).execute(dropped).compose(_ -> insert(tx, tenant, planned, now));
    }

    private Future<Void> insert(SqlConnection tx, Tenant tenant, List<Planned> planned, OffsetDateTime now) {
        var rows = planned.stream()
                .filter(each -> each.moment() != Moment.LONG_AGO)
                .toList();
        return rows.isEmpty()
                ? Future.succeededFuture()
                : tx.preparedQuery(PLAN).execute(rows(tenant, rows, now)).mapEmpty();
    }

    private Tuple rows(Tenant tenant, List<Planned> planned, OffsetDateTime now) {
        return Tuple.of(tenant.no(), now)
                .addArrayOfUUID(Columns.of(planned, _ -> ids.next(), UUID[]::new))
                .addArrayOfUUID(Columns.of(planned, Planned::booking, UUID[]::new))
                .addArrayOfLong(Columns.of(planned, Planned::sequence, Long[]::new))
                .addArrayOfString(Columns.of(planned, Planned::key, String[]::new))
                .addArrayOfString(Columns.of(planned, each -> each.recipient().key(), String[]::new))
                .addArrayOfString(Columns.of(planned, each -> each.rule().channel(), String[]::new))
                .addArrayOfString(
                        Columns.of(planned, each -> each.rule().toJson().encode(), String[]::new))
                .addArrayOfOffsetDateTime(Columns.of(planned, each -> Times.column(each.due()), OffsetDateTime[]::new))
                .addArrayOfString(Columns.of(planned, Planned::note, String[]::new))
                .addArrayOfBoolean(Columns.of(planned, each -> each.moment() == Moment.AT_ONCE, Boolean[]::new));
    }

    private static final String PLANNED = """
            select distinct booking from reminder
            where tenant = $1::bigint and booking = any ($2::uuid[]) and status = 'planned'
            """;

    /// Those of some bookings of which something is planned to be said.
    Future<Set<String>> planned(SqlConnection tx, Tenant tenant, List<String> bookings) {
        return bookings.isEmpty()
                ? Future.succeededFuture(Set.of())
                : Statements.byIndex(tx)
                        .compose(_ -> tx.preparedQuery(PLANNED)
                                .execute(Tuple.of(tenant.no())
                                        .addArrayOfUUID(bookings.stream()
                                                .map(UUID::fromString)
                                                .toArray(UUID[]::new))))
                        .map(rows -> rows.stream()
                                .map(row -> row.getUUID("booking").toString())
                                .collect(Collectors.toSet()));
    }

    private static final String RULES = """
            select s.id, (v.doc -> 'reminders')::text as reminders
            from service s
            join service_version v on v.tenant = s.tenant and v.service = s.no and v.version = s.version
            where s.tenant = $1::bigint and s.id = any ($2::text[])
            """;

    /// By which rules services remind now, and those that were withdrawn by the last that they had: their bookings
    /// stay. One that comes back is the same row again, whose versions go on.
    Future<Map<String, List<Reminder>>> rules(SqlConnection tx, Tenant tenant, List<String> services) {
        if (services.isEmpty()) {
            return Future.succeededFuture(Map.of());
        }
        return tx.preparedQuery(RULES)
                .execute(Tuple.of(tenant.no()).addArrayOfString(services.toArray(String[]::new)))
                .map(rows -> {
                    var rules = new HashMap<String, List<Reminder>>();
                    rows.forEach(row -> rules.put(row.getString("id"), rules(row.getString("reminders"))));
                    return rules;
                });
    }

    private static List<Reminder> rules(@Nullable String json) {
        return json == null
                ? List.of()
                : new JsonArray(json)
                        .stream()
                                .map(each -> Fields.readWhole((JsonObject) each, "", Reminder::read))
                                .toList();
    }

    private static final String OF_SERVICE = "select " + About.COLUMNS + """
            from booking b
            where b.tenant = $1::bigint and b.service_id = $2::text and not b.hold
              and b.status in ('confirmed', 'checked_in', 'completed', 'no_show')
              and (b.starts_at, b.id) > ($3::timestamptz, $4::uuid)
            order by b.starts_at, b.id limit $5::bigint
            """;

    /// The place of a booking among those of its service.
    record Place(Instant start, UUID id) {

        static Place of(About booking) {
            return new Place(booking.time().start(), booking.id());
        }
    }

    /// A page of bookings of a service, up to a place; null when no more come behind it.
    record Page(List<About> bookings, @Nullable Place upTo) {}

    /// The next bookings of a service that begin after `since`.
    Future<Page> bookings(SqlConnection tx, Tenant tenant, Anew anew, Instant since, int most) {
        var start = anew.afterStart() == null ? since : anew.afterStart();
        var id = anew.afterId() == null ? new UUID(0, 0) : anew.afterId();
        return tx.preparedQuery(OF_SERVICE)
                .execute(Tuple.of(tenant.no(), anew.service(), Times.column(start), id, (long) most))
                .map(rows -> new Page(About.read(rows), rows.size() < most ? null : last(rows)));
    }

    private static Place last(RowSet<Row> rows) {
        var last = rows.stream().reduce((_, each) -> each).orElseThrow();
        return new Place(last.getOffsetDateTime("starts_at").toInstant(), last.getUUID("id"));
    }

    private static final String ASK = """
            insert into reminder_replan (tenant, service) select $1::bigint, unnest($2::text[])
            on conflict on constraint reminder_replan_pk do update set after_start = null, after_id = null
            """;

    /// Has all bookings of services planned anew.
    Future<Void> askAnew(SqlConnection tx, Tenant tenant, List<String> services) {
        var names = services.stream().distinct().sorted().toArray(String[]::new);
        return names.length == 0
                ? Future.succeededFuture()
                : tx.preparedQuery(ASK)
                        .execute(Tuple.of(tenant.no()).addArrayOfString(names))
                        .mapEmpty();
    }

    /// A service of which bookings are still to be planned anew: those behind the last that was.
    record Anew(
            String service,
            @Nullable Instant afterStart,
            @Nullable UUID afterId) {}

    private static final String NEXT_ANEW = """
            select service, after_start, after_id from reminder_replan where tenant = $1::bigint
            order by service limit 1 for update skip locked
            """;

    /// The next service whose bookings are to be planned anew; none when others are at it.
    Future<Optional<Anew>> nextAnew(SqlConnection tx, Tenant tenant) {
        return tx.preparedQuery(NEXT_ANEW)
                .execute(Tuple.of(tenant.no()))
                .map(rows -> rows.stream().findFirst().map(row -> {
                    var start = row.getOffsetDateTime("after_start");
                    return new Anew(
                            row.getString("service"),
                            start == null ? null : start.toInstant(),
                            row.getUUID("after_id"));
                }));
    }

    private static final String MOVE_ON = """
            update reminder_replan set after_start = $3::timestamptz, after_id = $4::uuid
            where tenant = $1::bigint and service = $2::text
            """;

    private static final String DONE = """
            delete from reminder_replan where tenant = $1::bigint and service = $2::text
            """;

    /// Goes on behind a place the next time, or is done with a service.
    Future<Void> moveOn(SqlConnection tx, Tenant tenant, String service, @Nullable Place place) {
        return place == null
                ? tx.preparedQuery(DONE).execute(Tuple.of(tenant.no(), service)).mapEmpty()
                : tx.preparedQuery(MOVE_ON)
                        .execute(Tuple.of(tenant.no(), service, Times.column(place.start), place.id))
                        .mapEmpty();
    }
}
