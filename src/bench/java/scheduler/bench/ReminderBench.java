package scheduler.bench;

import io.vertx.core.json.JsonObject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import scheduler.reminder.Taking;
import scheduler.testing.Node;

/// How fast reminders that are due leave by the event bus, beside a million that are not due yet; how late those are
/// that become due at a steady rate; and how long it takes to take a batch of 500.
public final class ReminderBench {

    private static final int PLANNED = Integer.getInteger("planned", 1_000_000);
    private static final int DUE = 50_000;
    private static final int RATE = 1_000;
    private static final int SECONDS = 20;
    private static final int CLAIMS = 100;

    private ReminderBench() {}

    public static void main(String[] arguments) throws SQLException, InterruptedException {
        try (var database = FreshDatabase.start("reminders");
                var node = Node.start(database.url(), InstantSource.system(), Map.of())) {
            var heard = new LongAdder();
            node.vertx().eventBus().<JsonObject>consumer("scheduler.reminder.due", message -> {
                heard.increment();
                message.reply(new JsonObject());
            });
            bookings(database);
            plan(database, PLANNED, "now() + interval '1 day'");
            claims(database);
            for (int round = 0; round < 2; round++) {
                burst(database, heard);
            }
            steady(database);
        }
    }

    /// One booking for each of those that become due.
    private static void bookings(FreshDatabase database) throws SQLException {
        database.run("""
                insert into booking (tenant, id, version, sequence, status, service, service_id, service_version, starts_at,
                  ends_at, local_start, time_zone, tzdb, resources, attendees, metadata, hold, seats, blocks, created_at, updated_at)
                select (select no from tenant where id = 'demo'), gen_random_uuid(), 1, 0, 'confirmed', 1, 'visit', 1,
                  now() + interval '2 days', now() + interval '2 days 30 minutes', now()::timestamp, 'Europe/Berlin', '2026a',
                  '[]', '[{"name":"Ada","email":"ada@example.com"}]', '{}', false, 1, true, now(), now()
                from generate_series(1, %d)
                """.formatted(DUE), "analyze booking");
    }

    /// Reminders of the bookings by rules of their own, so that there can be any number.
    private static void plan(FreshDatabase database, int count, String due) throws SQLException {
        database.run("""
                insert into reminder (tenant, id, booking, sequence, rule, recipient, channel, doc, planned_for, due_at, status,
                  attempts, fence, created_at)
                select tenant, gen_random_uuid(), id, 0, gen_random_uuid()::text, 'attendee:0', 'bus',
                  '{"before":"P1D","channel":"bus"}', due, due, 'planned', 0, 0, now()
                from (select b.tenant, b.id, %s as due from (
                  select tenant, id, row_number() over () - 1 as no from booking) b
                  join generate_series(0, %d - 1) as n on n %% %d = b.no) as p
                """.formatted(due, count, DUE), "analyze reminder");
    }

    // What is due in an hour, for a day.
    private static final String CLAIM = """
            execute claim ('bus', now() + interval '2 hours', array[%d], 500, 86400000)
            """;

    private static final String SETTLE = """
            update reminder set status = 'sent', leased_until = null
            where tenant = (select no from tenant where id = 'demo') and id = any (?)
            """;

    private static void claims(FreshDatabase database) throws SQLException {
        plan(database, CLAIMS * 500, "now() + interval '1 hour'");
        var taking = new ArrayList<Double>();
        var committing = new ArrayList<Double>();
        try (var connection = database.connect();
                var claim = connection.createStatement();
                var settle = connection.prepareStatement(SETTLE)) {
            claim.execute("prepare claim as " + Taking.STATEMENT);
            var take = CLAIM.formatted(number(database, "select no from tenant where id = 'demo'"));
            connection.setAutoCommit(false);
            for (int i = 0; i < CLAIMS; i++) {
                long began = System.nanoTime();
                var ids = ids(claim.executeQuery(take));
                long taken = System.nanoTime();
                connection.commit();
                taking.add((taken - began) / 1e6);
                committing.add((System.nanoTime() - taken) / 1e6);
                // As whoever took them would have done before he takes more.
                settle.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
                settle.executeUpdate();
                connection.commit();
            }
        }
        System.out.printf(
                "taking 500 of %d: %s; the commit: %s%n", PLANNED, percentiles(taking), percentiles(committing));
    }

    private static List<UUID> ids(ResultSet taken) throws SQLException {
        var ids = new ArrayList<UUID>();
        while (taken.next()) {
            ids.add(taken.getObject("id", UUID.class));
        }
        return ids;
    }

    private static void burst(FreshDatabase database, LongAdder heard) throws SQLException, InterruptedException {
        long before = heard.sum();
        plan(database, DUE, "now()");
        var processors = Processors.now(database.postmaster());
        long began = System.nanoTime();
        // Nothing is asked of the database meanwhile, for that takes its time too.
        while (heard.sum() - before < DUE) {
            Thread.sleep(10);
        }
        while (number(database, "select count(*) from reminder where status = 'planned' and planned_for <= now()") > 0) {
            Thread.sleep(50);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "%d due at once: %.0f/s to the bus, %d heard; %s%n",
                DUE, DUE / seconds, heard.sum() - before, processors.since(database.postmaster(), DUE));
    }

    private static void steady(FreshDatabase database) throws SQLException, InterruptedException {
        database.run("delete from reminder where status <> 'planned'");
        plan(database, RATE * SECONDS, "now() + interval '2 seconds' + n * interval '1 second' / " + RATE);
        Thread.sleep((SECONDS + 6) * 1_000L);
        System.out.printf(
                "%d/s for %d s, from due to noted as sent: p50 %d ms, p99 %d ms, %d of %d%n",
                RATE,
                SECONDS,
                number(database, late(0.5)),
                number(database, late(0.99)),
                number(database, "select count(*) from reminder where status = 'sent'"),
                RATE * SECONDS);
    }

    private static String late(double part) {
        return "select (percentile_cont(" + part + ") within group (order by extract(epoch from settled_at - planned_for))"
                + " * 1000)::bigint from reminder where status = 'sent'";
    }

    private static String percentiles(ArrayList<Double> millis) {
        var sorted = millis.stream().mapToDouble(each -> each).toArray();
        Arrays.sort(sorted);
        return "p50 %.1f ms, p90 %.1f ms, max %.1f ms"
                .formatted(sorted[sorted.length / 2], sorted[sorted.length * 9 / 10], sorted[sorted.length - 1]);
    }

    private static long number(FreshDatabase database, String query) throws SQLException {
        try (var connection = database.connect();
                var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
