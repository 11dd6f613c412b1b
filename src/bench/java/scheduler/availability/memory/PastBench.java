package scheduler.availability.memory;

import io.vertx.core.Vertx;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import scheduler.database.Database;
import scheduler.bench.FreshDatabase;
import scheduler.platform.SettingsLoader;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Node;

/// What slots cost with 10 thousand and with 1 million past bookings of 100 doctors who have 100 each ahead of them: two
/// services on two databases of their own are asked in turns, never the same question twice, and so are the tables.
public final class PastBench {

    private static final Instant NOW = Instant.parse("2026-11-24T08:00:00Z");
    private static final int DOCTORS = 100;
    private static final int WARM_UPS = 200;
    private static final int ROUNDS = 400;

    private PastBench() {}

    /// A question to one of the two, in its `round`.
    private interface Question {
        void ask(Side side, int round);
    }

    public static void main(String[] arguments) throws SQLException {
        var vertx = Vertx.vertx();
        try (var few = Side.start(vertx, "few", 10_000);
                var many = Side.start(vertx, "many", 1_000_000)) {
            compare("GET /v1/slots of a week, one doctor", few, many, PastBench::week);
            compare("the same, what is taken read anew", few, many, PastBench::weekReadAnew);
            compare("POST /v1/slots/query, first 20 of all in 30 days", few, many, PastBench::first);
            compare("reading what is taken of one doctor", few, many, PastBench::one);
            compare("reading what is taken of all", few, many, PastBench::all);
        } finally {
            vertx.close().await();
        }
    }

    private static void week(Side side, int round) {
        must(side.node.client().get(weekOf(round)));
    }

    /// A node that may remember a tenth of the doctors has forgotten each before it is asked about him again.
    private static void weekReadAnew(Side side, int round) {
        must(side.forgetful.client().get(weekOf(round)));
    }

    private static String weekOf(int round) {
        return "/v1/slots?service=visit&resource=doctor-%d&from=2026-11-30T00:00:00.%06dZ&to=2026-12-07T00:00:00Z"
                .formatted(round % DOCTORS, round);
    }

    private static void first(Side side, int round) {
        must(side.node.client().post("/v1/slots/query", side.first));
    }

    private static void one(Side side, int round) {
        side.store.busy(1, new Long[] {side.numbers[round % DOCTORS]}, since()).await();
    }

    private static void all(Side side, int round) {
        side.store.busy(1, side.numbers, since()).await();
    }

    private static Instant since() {
        return NOW.minusSeconds(2 * 86_400);
    }

    private static void must(Reply reply) {
        if (reply.status() >= 300 || reply.text().contains("\"slots\":[]")) {
            throw new IllegalStateException(reply.status() + " " + reply.text());
        }
    }

    private static void compare(String what, Side few, Side many, Question question) {
        var micros = new double[2][ROUNDS];
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            for (int i = 0; i < 2; i++) {
                // Each goes first as often as the other.
                int which = (round & 1) ^ i;
                long began = System.nanoTime();
                question.ask(which == 0 ? few : many, round + WARM_UPS);
                if (round >= 0) {
                    micros[which][round] = (System.nanoTime() - began) / 1e3;
                }
            }
        }
        Arrays.sort(micros[0]);
        Arrays.sort(micros[1]);
        double before = micros[0][ROUNDS / 2];
        double after = micros[1][ROUNDS / 2];
        System.out.printf("%-50s %,8.0f µs, %,8.0f µs, ratio %.2f%n", what, before, after, after / before);
    }

    /// A database with so many past bookings, and what is asked about it.
    private static final class Side implements AutoCloseable {
        private final FreshDatabase database;
        private final Node node;
        private final Node forgetful;
        private final Database pool;
        private final PictureStore store;
        private final Long[] numbers;
        private final String first;

        private Side(Vertx vertx, FreshDatabase database) {
            this.database = database;
            InstantSource clock = () -> NOW;
            this.node = Node.start(database.url(), clock, Map.of());
            this.forgetful = Node.start(database.url(), clock, Map.of("SCHEDULER_PICTURE_CLAIMS", "1000"));
            var settings = new SettingsLoader(vertx, Map.of("DATABASE_URL", database.url()), Map.of()).load().await();
            this.pool = Database.open(vertx, settings.database(), database.url());
            this.store = new PictureStore(pool);
            this.numbers = LongStream.rangeClosed(1, DOCTORS).boxed().toArray(Long[]::new);
            this.first = """
                    {"services":["visit"],"ranges":[{"from":"2026-11-25","to":"2026-12-24"}],"first":20,"resources":[%s]}
                    """.formatted(String.join(",", doctors().stream().map(each -> '"' + each + '"').toList()));
        }

        static Side start(Vertx vertx, String name, int past) throws SQLException {
            var database = FreshDatabase.start(name);
            try (var node = Node.start(database.url(), () -> NOW, Map.of())) {
                open(node.client());
            }
            long began = System.nanoTime();
            database.run(
                    // Half hours from 9 on, sixteen a day, going back from yesterday.
                    bookings("select d, n, date '2026-11-23' - n / 16 + time '08:00' + n %% 16 * interval 'PT30M'", past / DOCTORS),
                    // Five a day from tomorrow on, an hour apart.
                    bookings("select d, -1 - n as n, date '2026-11-25' + n / 5 + time '08:00' + n %% 5 * interval 'PT90M'", 100),
                    "vacuum analyze");
            System.out.printf("%,d past bookings written in %.0f s%n", past, (System.nanoTime() - began) / 1e9);
            return new Side(vertx, database);
        }

        /// The rows that so many bookings of each doctor leave.
        private static String bookings(String when, int each) {
            return """
                    with t as (
                      %s as at
                      from generate_series(%d, 0, -1) as n cross join generate_series(1, %d) as d
                    ), made as (
                      select d, at at time zone 'UTC' as at,
                        (lpad(to_hex(1000000 - n), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(d), 12, '0'))::uuid as id
                      from t
                    ), booked as (
                      insert into booking (tenant, id, version, sequence, status, service, service_id, service_version,
                        starts_at, ends_at, local_start, time_zone, tzdb, resources, attendees, metadata, created_at, updated_at)
                      select 1, id, 1, 0, 'confirmed', 1, 'visit', 1, at, at + interval 'PT30M', at at time zone 'Europe/Berlin',
                        'Europe/Berlin', '2026a',
                        format('[{"role":"resource","id":"doctor-%%s","resource":%%s,"unit":0,"from":"%%s","to":"%%s"}]',
                          d - 1, d, at, at + interval 'PT30M')::json,
                        '[{"name":"Ada Lovelace","email":"ada@example.org"}]', '{}', at, at
                      from made
                    ), logged as (
                      insert into event (tenant, id, type, subject, time, data)
                      select 1, id, 'booking.confirmed', id::text, at, '{}' from made
                    )
                    insert into claim (tenant, resource, unit, during, booking)
                    select 1, d, 0, tstzrange(at, at + interval 'PT30M'), id from made
                    """.formatted(when.replace("%%", "%"), each - 1, DOCTORS);
        }

        private static void open(Client client) {
            for (var each : doctors()) {
                must(client.put("/v1/resources/" + each, "{\"timeZone\":\"Europe/Berlin\"}"));
                must(client.put("/v1/resources/" + each + "/schedule", """
                        {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"09:00","to":"17:00"}]}
                        """));
            }
            must(client.put("/v1/services/visit", "{\"duration\":\"PT30M\"}"));
        }

        private static List<String> doctors() {
            return LongStream.range(0, DOCTORS).mapToObj(i -> "doctor-" + i).toList();
        }

        @Override
        public void close() {
            pool.close();
            node.close();
            forgetful.close();
            database.close();
        }
    }
}
