package scheduler.replay;

import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scheduler.database.Snapshot;
import scheduler.message.Tenant;

/// Plays the log back and compares the tables that it tells with those that are there, row by row and column
/// by column, at one moment of a database that may be at work. It writes nothing; who wants the rows that the
/// log tells is given them one by one.
public final class Replay {

    private static final List<Retold> TABLES = Stream.of(
                    CatalogRetold.TABLES, BookingsRetold.TABLES, SessionsRetold.TABLES)
            .flatMap(List::stream)
            .toList();

    private static final String TENANTS = "select no, id from tenant order by no";

    private static final String EVENTS = """
            select count(*) as events from event
            where tenant = ? and (type like 'booking.%' or type like 'hold.%'
              or type like 'waitlist.%' or type in ('resource.changed', 'service.changed', 'series.created'))
            """;

    // Each change of a booking is an event. Where the log is cut the first may tell of any version.
    private static final String GAPS = """
            select subject, position, version, expected from (
              select subject, position, version, coalesce(
                lag(version) over (partition by subject order by position) + 1,
                case when not exists (select from log_floor where tenant = ? and position > 0) then 1 end) as expected
              from (
                select subject, position, (data ->> 'version')::bigint as version from event
                where tenant = ? and (type like 'booking.%' or type like 'hold.%')) as told) as each
            where version <> expected order by position
            """;

    /// Takes the rows that the log tells of a table, as JSON with its columns and `untold`, the names of
    /// those that the log does not tell.
    @FunctionalInterface
    public interface Taker {
        void take(String table, JsonObject row);
    }

    private final String url;

    public Replay(String url) {
        this.url = url;
    }

    /// The tables that the log tells.
    public static List<String> tables() {
        return TABLES.stream().map(Retold::table).toList();
    }

    public void run(Report report) {
        run(report, null);
    }

    public void run(Report report, @Nullable Taker taker) {
        try (var snapshot = Snapshot.open(url);
                var tenants = snapshot.rows(TENANTS, row -> new Tenant(row.getLong("no"), row.getString("id")))) {
            while (tenants.advance()) {
                new Round(snapshot, tenants.row(), report, taker).run();
            }
        }
    }

    /// What there is to do for one tenant.
    private record Round(
            Snapshot snapshot,
            Tenant tenant,
            Report report,
            @Nullable Taker taker) {

        void run() {
            report.of(tenant);
            report.played(count(EVENTS));
            findGaps();
            TABLES.forEach(this::compare);
        }

        private void findGaps() {
            try (var gaps = snapshot.rows(
                    GAPS,
                    row -> new Gap(
                            row.getString("subject"),
                            row.getLong("position"),
                            row.getLong("version"),
                            row.getLong("expected")),
                    arguments(GAPS))) {
                while (gaps.advance()) {
                    gaps.row().say(report);
                }
            }
        }

        private void compare(Retold table) {
            report.compared(table.table(), count("select count(*) from " + table.table() + " where tenant = ?"));
            var sql = table.sideBySide() + (taker == null ? "where verdict not in ('SAME', 'GONE')" : "where true")
                    + " order by key";
            try (var pairs = snapshot.rows(sql, Pair::read, arguments(sql))) {
                while (pairs.advance()) {
                    take(table, pairs.row());
                }
            }
        }

        private void take(Retold table, Pair pair) {
            pair.say(table.table(), report);
            var told = pair.told();
            if (taker != null && told != null) {
                taker.take(table.table(), told.put("untold", pair.untold()));
            }
        }

        private long count(String sql) {
            try (var rows = snapshot.rows(sql, row -> row.getLong(1), arguments(sql))) {
                rows.advance();
                return rows.row();
            }
        }

        /// Whatever a query asks for is the tenant.
        private long[] arguments(String sql) {
            var arguments =
                    new long[(int) sql.chars().filter(each -> each == '?').count()];
            Arrays.fill(arguments, tenant.no());
            return arguments;
        }
    }

    private record Gap(String subject, long position, long version, long expected) {

        void say(Report report) {
            report.says(
                    "booking",
                    subject,
                    "the event at position " + position + " tells of version " + version + " where " + expected
                            + " would follow");
        }
    }
}
