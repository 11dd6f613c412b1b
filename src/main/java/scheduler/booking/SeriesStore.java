package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import scheduler.booking.BookingStore.Placing;
import scheduler.booking.Decided.Verdict;
import scheduler.database.Database;
import scheduler.database.Statements;
import scheduler.event.EventLog;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.platform.Times;

/// Writes series, each in one transaction with its bookings, and reads them back.
final class SeriesStore {

    /// The statements of several bookings travel together; PostgreSQL runs them one after the other all the same.
    private static final int WAVE = 64;

    private final Database database;
    private final BookingStore bookings;
    private final EventLog events;

    SeriesStore(Database database, BookingStore bookings, EventLog events) {
        this.database = database;
        this.bookings = bookings;
        this.events = events;
    }

    /// Writes all bookings of a series, or fails as Undone by the first that cannot be written.
    Future<List<Decided>> placeAll(SqlConnection tx, List<Placing> all) {
        var decided = new ArrayList<Decided>(all.size());
        return Rounds.inWaves(steps(all), WAVE, step -> placed(tx, all, step).map(decided::add))
                .map(_ -> decided);
    }

    private Future<Decided> placed(SqlConnection tx, List<Placing> all, int step) {
        return bookings.placeIn(Statements.in(tx), all.get(step))
                .compose(decided -> decided.verdict() == Verdict.DONE
                        ? Future.succeededFuture(decided)
                        : Future.failedFuture(new Undone(step, decided.verdict())));
    }

    private static List<Integer> steps(List<Placing> all) {
        return IntStream.range(0, all.size()).boxed().toList();
    }

    /// Writes those that keep the limits and seats, and leaves out the others.
    Future<List<Decided>> placeSome(SqlConnection tx, List<Placing> all) {
        var decided = new ArrayList<Decided>(all.size());
        return Rounds.inWaves(
                        steps(all),
                        1,
                        step -> Savepoints.taken(tx, step, () -> bookings.placeIn(Statements.in(tx), all.get(step)))
                                .map(decided::add))
                .map(_ -> decided);
    }

    private static final String INSERT = """
            insert into series
              (tenant, id, service_id, service_version, rule, local_start, time_zone, on_conflict, nonexistent, left_out,
               created_at)
            values ($1::bigint, $2::uuid, $3::text, $4::bigint, $5::text, $6::timestamp, $7::text, $8::text, $9::text,
              $10::text::json, $11::timestamptz)
            returning id
            """;

    /// Writes what was agreed of a series, whose bookings are written by then.
    Future<Void> insert(SqlConnection tx, Tenant tenant, Repetition series) {
        var arguments = Tuple.of(tenant.no(), series.id(), series.service(), series.serviceVersion(), series.rule())
                .addLocalDateTime(series.localStart())
                .addString(series.zone().getId())
                .addString(series.onConflict())
                .addString(series.nonexistent())
                .addString(series.leftOut().encode())
                .addOffsetDateTime(Times.column(series.createdAt()));
        return tx.preparedQuery(INSERT)
                .execute(arguments)
                .compose(_ ->
                        events.append(tx, tenant, "series.created", series.id().toString(), series.toEvent()));
    }

    private static final String LOCK = "select id from series where tenant = $1::bigint and id = $2::uuid for update";

    /// Comes before any lock of one of its bookings, so that two who change them in another order wait here for each
    /// other and not there.
    Future<Void> lock(SqlConnection tx, Tenant tenant, UUID id) {
        return tx.preparedQuery(LOCK).execute(Tuple.of(tenant.no(), id)).mapEmpty();
    }

    private static final String FIND = """
            select id, service_id, service_version, rule, local_start, time_zone, on_conflict, nonexistent,
                   left_out::text as left_out, created_at
            from series where tenant = $1::bigint and id = $2::uuid
            """;

    Future<Optional<Repetition>> find(Tenant tenant, UUID id) {
        return database.query("reading a series", FIND, Tuple.of(tenant.no(), id))
                .map(rows -> rows.stream().findFirst().map(SeriesStore::series));
    }

    private static final String BOOKINGS = BookingReader.COLUMNS + """
            where tenant = $1::bigint and series = $2::uuid order by occurrence
            """;

    /// The bookings of a series, in the order of its occurrences.
    Future<List<Booking>> bookings(Tenant tenant, UUID id) {
        return database.query("reading the bookings of a series", BOOKINGS, Tuple.of(tenant.no(), id))
                .map(rows -> rows.stream().map(BookingReader::booking).toList());
    }

    private static Repetition series(Row row) {
        return new Repetition(
                row.getUUID("id"),
                row.getString("service_id"),
                row.getLong("service_version"),
                row.getString("rule"),
                row.getLocalDateTime("local_start"),
                ZoneId.of(row.getString("time_zone")),
                row.getString("on_conflict"),
                row.getString("nonexistent"),
                new JsonArray(row.getString("left_out")),
                row.getOffsetDateTime("created_at").toInstant());
    }
}
