package scheduler.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import scheduler.testing.Client;
import scheduler.testing.Node;

/// Bookings acknowledged per second over HTTP, each of a slot of its own among 1,000 resources and with an idempotency
/// key, against `pgbench` (64 clients, prepared, one row per transaction under the same exclusion constraint) on the
/// same server, before and after. Then the same for one slot that everybody wants. `wrk` drives both. Then how long a
/// booking takes alone, and at a quarter of that rate up to three times of it, from when it was due. With
/// `-Dpast=5000000` at last the rate once more beside so many past bookings. A page with plots of all that is written.
public final class BookingBench {

    private static final int RESOURCES = 1_000;
    private static final int SECONDS = 10;
    private static final int BOOKINGS_TO_WARM_UP = 60_000;
    private static final int ROUNDS_TO_WARM_UP = 12;
    private static final int ROUNDS = 3;

    /// As many as `pgbench` has, of which each waits for his own row; and as many as it takes to keep all that take part
    /// in a booking at work, for those whose wishes are decided together are answered together.
    private static final int FEW_CLIENTS = 64;

    private static final int CLIENTS = 256;

    /// As many as want the slot at nine.
    private static final int MANY_CLIENTS = 1_000;
    private static final int SECONDS_TO_RECOVER = 5;
    private static final int SECONDS_TO_SETTLE_MAX = 240;

    /// Seconds of work in one by all of the service and of PostgreSQL.
    private static final double QUIET = 0.2;
    private static final double[] LOADS = {0.25, 0.5, 0.75, 1, 1.5, 2, 3};
    private static final Path PAGE = Path.of("target/bookings.html");
    private static final Path DATA = Path.of("target/bench");
    private static final Pattern RATE = Pattern.compile("Requests/sec:\\s+([0-9.]+)");
    private static final Pattern WRONG = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
    private static final Pattern PERCENTILES = Pattern.compile("(?m)^\\s+(50|99)%\\s+(\\S+)");
    private static final Pattern TPS = Pattern.compile("tps = ([0-9.]+)");

    /// Each thread of each run has starts of its own.
    static final String EACH_ANOTHER = """
            local thread, number = 0, 0
            function setup(t) t:set("id", thread); thread = thread + 1 end
            function init(args) number = 0 end
            function request()
              local resource = number %% 500 + id * 500
              local slot = math.floor(number / 500) + %d
              number = number + 1
              local day, half = math.floor(slot / 32), slot %% 32
              local start = os.date("!%%Y-%%m-%%dT", 1796083200 + day * 86400)
                .. string.format("%%02d:%%02d", 6 + math.floor(half / 2), half %% 2 * 30)
              local body = string.format('{"service":"visit","resource":"r%%d","start":"%%s","attendees":'
                .. '[{"name":"Ada Lovelace","email":"ada%%d@example.org"}]}', resource, start, number)
              return wrk.format("POST", "/v1/bookings", {["Content-Type"] = "application/json",
                ["Idempotency-Key"] = "%d-" .. id .. "-" .. number}, body)
            end
            """;

    private static final String OPEN = """
            {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"06:00","to":"22:00"}]}
            """;

    private static final String SAME =
            "{\"service\":\"visit\",\"resource\":\"r0\",\"start\":\"2036-06-01T09:00\",\"attendees\":[{\"name\":\"Ada\"}]}";

    private static final String ALL_THE_SAME = "local body = '" + SAME + "'\n" + """
            function request()
              return wrk.format("POST", "/v1/bookings", {["Content-Type"] = "application/json"}, body)
            end
            """;

    private static final String ROW = """
            \\set resource random(1, 1000)
            \\set at random(1, 100000000)
            insert into bench (tenant, resource, unit, during, booking)
            values (1, :resource, 0, tstzrange(
              timestamptz '2026-12-01' + :at * interval '40 minutes',
              timestamptz '2026-12-01' + :at * interval '40 minutes' + interval '30 minutes'), gen_random_uuid())
            on conflict do nothing;
            """;

    private BookingBench() {}

    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        try (var database = FreshDatabase.start("bookings")) {
            database.run("""
                    create table bench (tenant bigint not null, resource bigint not null, unit bigint not null,
                      during tstzrange not null, booking uuid not null,
                      exclude using gist (tenant with =, resource with =, unit with =, during with &&))
                    """);
            // It goes on, for ids begin with the time, and rows made together lie together.
            var ahead = Duration.between(Instant.now(), Instant.parse("2026-11-24T08:00:00Z"));
            InstantSource clock = () -> Instant.now().plus(ahead);
            try (var node = Node.startToMeasure(database.url(), clock, Map.of())) {
                open(node.client());
                var postmaster = database.postmaster();
                var page = new BookingPage();
                double rate = compare(database.url(), node.port(), postmaster, page);
                compareRefusals(node.client(), node.port(), postmaster, page);
                try (var clients = OpenLoop.start(node.port())) {
                    underLoad(clients, rate, page);
                }
                withPast(database, node.port(), postmaster, rate, page);
                page.write(PAGE);
                System.out.println("see " + PAGE);
            }
        }
    }

    private static double compare(String url, int port, ProcessHandle postmaster, BookingPage page)
            throws IOException, InterruptedException {
        // Code has to be compiled, and each resource to be read once; on a busy machine that takes longer.
        int round = 0;
        double bookings = 0;
        while (bookings < BOOKINGS_TO_WARM_UP && round < ROUNDS_TO_WARM_UP) {
            bookings += SECONDS * wrk("bookings to warm up", port, postmaster, EACH_ANOTHER.formatted(round * 300, round), page);
            round++;
        }
        double before = pgbench(url, postmaster, page);
        var rates = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++, round++) {
            rates[i] = wrk("bookings", port, postmaster, EACH_ANOTHER.formatted(round * 300, round), page);
        }
        var few = new double[ROUNDS];
        for (int i = 0; i < ROUNDS; i++, round++) {
            var script = EACH_ANOTHER.formatted(round * 300, round);
            few[i] = wrk("bookings of " + FEW_CLIENTS + " clients", port, postmaster, script, FEW_CLIENTS, page);
        }
        double after = pgbench(url, postmaster, page);
        profile(port, postmaster, round, page);
        Arrays.sort(rates);
        Arrays.sort(few);
        double median = rates[ROUNDS / 2];
        page.rate("pgbench before", before);
        page.rate("bookings", median);
        page.rate("pgbench after", after);
        page.say("pgbench %,.0f/s before, %,.0f/s after; bookings %,.0f/s (median), ratio %.2f; of %d clients %,.0f/s, %.2f"
                .formatted(
                        before,
                        after,
                        median,
                        median / ((before + after) / 2),
                        FEW_CLIENTS,
                        few[ROUNDS / 2],
                        few[ROUNDS / 2] / ((before + after) / 2)));
        return median;
    }

    /// Where the service's share of a booking goes. Looking costs something too, so this round counts for nothing else.
    private static void profile(int port, ProcessHandle postmaster, int round, BookingPage page)
            throws IOException, InterruptedException {
        var processors = Processors.now(postmaster);
        try (var profile = Profile.start()) {
            var script = EACH_ANOTHER.formatted(round * 300, round);
            double bookings = SECONDS * wrk("bookings while the service is profiled", port, postmaster, script, page);
            page.say(profile.of(processors.microsSince(postmaster, bookings)));
        }
    }

    /// One slot that everybody wants, against a handler that gives the same answer without a thought.
    private static void compareRefusals(Client client, int port, ProcessHandle postmaster, BookingPage page)
            throws IOException, InterruptedException {
        client.post("/v1/bookings", SAME);
        var answer = client.post("/v1/bookings", SAME).text();
        var vertx = Vertx.vertx(new VertxOptions().setPreferNativeTransport(true));
        try {
            int bare = HttpBench.bare(vertx, answer);
            // The first minutes go to compiling.
            for (int i = 0; i < ROUNDS; i++) {
                wrk("one slot that all want, to warm up", port, postmaster, ALL_THE_SAME, MANY_CLIENTS, page);
                wrk("a bare handler, to warm up", bare, postmaster, ALL_THE_SAME, MANY_CLIENTS, page);
            }
            double refused = wrk("one slot that all want", port, postmaster, ALL_THE_SAME, MANY_CLIENTS, page);
            double most =
                    wrk("a bare handler with the same answer", bare, postmaster, ALL_THE_SAME, MANY_CLIENTS, page);
            page.rate("refusals", refused);
            page.rate("bare handler", most);
            page.say("refusals to a bare handler: ratio %.2f".formatted(refused / most));
        } finally {
            vertx.close().await();
        }
    }

    private static void underLoad(OpenLoop clients, double rate, BookingPage page)
            throws IOException, InterruptedException {
        clients.run(rate / 2, SECONDS);
        page.say("alone: " + clients.alone(2_000));
        var goodput = new TreeMap<Double, Double>();
        for (double factor : LOADS) {
            var answers = clients.run(factor * rate, SECONDS);
            page.load(factor * rate, answers);
            goodput.put(factor, answers.bookingsPerSecond());
            page.say("at %.2f times the rate: %,.0f a second until the last was answered; %s"
                    .formatted(factor, answers.bookingsPerSecond(), answers));
        }
        double most = Collections.max(goodput.values());
        page.say(goodput.entrySet().stream()
                .map(each -> "%.2f at %.2f".formatted(each.getValue() / most, each.getKey()))
                .collect(Collectors.joining(", ", "goodput of the most at any load: ", "")));
        for (int second = 1; second <= SECONDS_TO_RECOVER; second++) {
            page.say("then second " + second + ": " + clients.run(rate / 2, 1));
        }
        try (var disk = Disk.measure(DATA)) {
            var answers = clients.run(rate / 2, SECONDS);
            page.say("half of the rate once more: %s; beside it fdatasync of 8 kB %s".formatted(answers, disk.waits()));
        }
    }

    /// The same rate once so many bookings lie in the tables.
    private static void withPast(FreshDatabase database, int port, ProcessHandle postmaster, double rate, BookingPage page)
            throws IOException, InterruptedException, SQLException {
        int past = Integer.getInteger("past", 0);
        if (past == 0) {
            return;
        }
        long began = System.nanoTime();
        PastRows.write(database, RESOURCES, past);
        page.say("%,d past bookings written in %.0f s".formatted(past, (System.nanoTime() - began) / 1e9));
        double caughtUp = settle(postmaster);
        page.say("after %.0f s more nobody had anything to read or to clean up any more".formatted(caughtUp));
        var rates = new double[ROUNDS];
        for (int i = -1; i < ROUNDS; i++) {
            int round = ROUNDS_TO_WARM_UP + 2 * ROUNDS + 2 + i;
            double each = wrk("bookings beside them", port, postmaster, EACH_ANOTHER.formatted(round * 300, round), page);
            rates[Math.max(0, i)] = each;
        }
        Arrays.sort(rates);
        page.rate("beside past bookings", rates[ROUNDS / 2]);
        page.say("beside %,d bookings: %,.0f/s (median), %.2f of the rate before"
                .formatted(past, rates[ROUNDS / 2], rates[ROUNDS / 2] / rate));
    }

    /// Waits until all that follows the log has read so much of it, and PostgreSQL has nothing to clean up: three seconds
    /// in which next to nothing is done. It gives how long that took.
    private static double settle(ProcessHandle postmaster) throws InterruptedException {
        long began = System.nanoTime();
        int quiet = 0;
        for (int second = 0; second < SECONDS_TO_SETTLE_MAX && quiet < 3; second++) {
            var before = Processors.now(postmaster);
            Thread.sleep(1_000);
            var after = Processors.now(postmaster);
            quiet = after.here() + after.postgres() - before.here() - before.postgres() < QUIET ? quiet + 1 : 0;
        }
        return (System.nanoTime() - began) / 1e9;
    }

    static void open(Client client) {
        client.put("/v1/services/visit", "{\"duration\":\"PT30M\",\"horizon\":\"P3650D\",\"timeZone\":\"UTC\"}");
        for (int from = 0; from < RESOURCES; from += 20) {
            IntStream.range(from, from + 20)
                    .mapToObj(i -> client.sendAsync("PUT", "/v1/resources/r" + i, "{\"timeZone\":\"UTC\"}")
                            .thenCompose(_ -> client.sendAsync("PUT", "/v1/resources/r" + i + "/schedule", OPEN)))
                    .toList()
                    .forEach(each -> {
                        if (each.join().status() > 201) {
                            throw new IllegalStateException(each.join().text());
                        }
                    });
        }
    }

    private static double pgbench(String url, ProcessHandle postmaster, BookingPage page) throws IOException, InterruptedException {
        var uri = URI.create(url);
        var script = Files.writeString(Files.createTempFile("row", ".sql"), ROW);
        var processors = Processors.now(postmaster);
        var output = run(List.of(
                "pgbench", "-h", uri.getHost(), "-p", Integer.toString(uri.getPort()), "-U", uri.getUserInfo(),
                "-n", "-M", "prepared", "-c", Integer.toString(FEW_CLIENTS), "-j", "2", "-T", Integer.toString(SECONDS), "-f", script.toString(),
                uri.getPath().substring(1)));
        double rate = number(TPS, output);
        page.say("pgbench %,.0f/s, %s".formatted(rate, processors.since(postmaster, rate * SECONDS)));
        return rate;
    }

    static double wrk(String what, int port, ProcessHandle postmaster, String script, BookingPage page)
            throws IOException, InterruptedException {
        return wrk(what, port, postmaster, script, CLIENTS, page);
    }

    private static double wrk(
            String what, int port, ProcessHandle postmaster, String script, int clients, BookingPage page)
            throws IOException, InterruptedException {
        var file = Files.writeString(Files.createTempFile("wish", ".lua"), script);
        var processors = Processors.now(postmaster);
        var output = run(List.of(
                "wrk", "-t2", "-c" + clients, "--latency", "-d" + SECONDS + "s", "-s", file.toString(),
                "http://127.0.0.1:" + port));
        double rate = number(RATE, output);
        page.say("%s %,.0f/s, %s; %s"
                .formatted(what, rate, percentiles(output), processors.since(postmaster, rate * SECONDS)));
        return rate;
    }

    private static String run(List<String> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command).redirectErrorStream(true).start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return output;
    }

    private static double number(Pattern pattern, String output) {
        var found = pattern.matcher(output);
        if (!found.find()) {
            throw new IllegalStateException(output);
        }
        return Double.parseDouble(found.group(1));
    }

    private static String percentiles(String output) {
        var text = new StringBuilder();
        var found = PERCENTILES.matcher(output);
        while (found.find()) {
            text.append('p').append(found.group(1)).append(' ').append(found.group(2)).append(", ");
        }
        var wrong = WRONG.matcher(output);
        return text.append(wrong.find() ? wrong.group(1) + " refused" : "none refused").toString();
    }
}
