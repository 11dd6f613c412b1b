package scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Postgres;
import scheduler.testing.Practice;
import scheduler.testing.TzifWriter;
import scheduler.time.Instants;
import scheduler.time.Tzdb;

/// What is shipped, run as it is run: as a process of its own, in an empty directory.
class ServiceJarIT {

    private static final long SIZE_MAX = 25_000_000;

    private static final ZoneId VANCOUVER = ZoneId.of("America/Vancouver");
    private static final String ROUND_THE_CLOCK = """
            {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"00:00","to":"24:00"}]}
            """;

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @TempDir
    Path directory;

    @Test
    void the_jar_is_small_and_carries_nothing_of_tests_or_databases() throws IOException {
        try (var jar = new JarFile(ServiceJar.jar().toFile())) {
            var names = jar.stream().map(entry -> entry.getName()).toList();

            assertThat(Files.size(ServiceJar.jar())).isLessThan(SIZE_MAX);
            assertThat(names).contains("openapi.yaml", "conf/scheduler.yaml", "conf/demo.yaml");
            assertThat(names)
                    .noneMatch(
                            name -> name.contains("zonky") || name.contains("junit") || name.contains("testcontainers"))
                    .noneMatch(name -> name.startsWith("scheduler/dev/") || name.startsWith("scheduler/testing/"));
        }
    }

    @Test
    void without_a_database_it_says_in_one_line_what_to_set() throws InterruptedException {
        try (var service = ServiceJar.start(directory, Map.of())) {
            assertThat(service.exit()).isEqualTo(1);
            assertThat(service.output().lines()).hasSize(1);
            assertThat(service.output()).contains("DATABASE_URL=postgresql://");
        }
    }

    @Test
    void without_a_database_it_rehearses_what_a_start_and_requests_load() throws InterruptedException {
        try (var service = ServiceJar.start(directory, Map.of(), "rehearse")) {
            assertThat(service.exit()).as(service.output()).isZero();
            assertThat(service.output()).containsPattern("Rehearsed 160 requests, and loaded [1-9]\\d{2,} classes");
        }
    }

    @Test
    void a_wrong_setting_stops_it_with_one_line_that_names_it() throws InterruptedException, IOException {
        assertRefused(Map.of("SCHEDULER_HTTP_PORTT", "1"), "SCHEDULER_HTTP_PORTT");
        assertRefused(Map.of("SCHEDULER_HTTP_PORT", "99999"), "http.port");
        assertRefused(Map.of("SCHEDULER_HTTP_HOST", "0.0.0.0"), "http.host");
        Files.createDirectories(directory.resolve("conf"));
        Files.writeString(directory.resolve("conf/scheduler.yaml"), "http:\n  prot: 80\n");
        assertRefused(Map.of(), "http.prot");
    }

    @Test
    void a_port_that_is_taken_stops_it_with_one_line_that_names_it() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var port = Integer.toString(taken.getLocalPort());

            var environment = new HashMap<>(database());
            environment.put("SCHEDULER_HTTP_PORT", port);
            try (var service = ServiceJar.start(directory, environment)) {
                assertThat(service.exit()).isEqualTo(1);
                // Beside what is logged until then.
                assertThat(service.output().lines().filter(line -> !line.startsWith("{")))
                        .as(service.output())
                        .singleElement()
                        .asString()
                        .startsWith("Port " + port + " cannot be opened on 127.0.0.1: Address already in use.");
            }
        }
    }

    @Test
    void without_migrations_of_its_own_it_says_in_one_line_what_to_run() throws Exception {
        try (var connection = postgres.jdbc();
                var statement = connection.createStatement()) {
            statement.execute("alter schema public rename to kept");
            statement.execute("create schema public");
            try {
                assertRefused(Map.of("SCHEDULER_DATABASE_MIGRATE", "false"), "appointment-scheduler.jar migrate");
            } finally {
                statement.execute("drop schema public cascade");
                statement.execute("alter schema kept rename to public");
            }
        }
    }

    @Test
    void it_serves_a_clinic_and_keeps_what_it_acknowledged_through_kill_9() throws Exception {
        var acknowledged = new ConcurrentLinkedQueue<String>();
        try (var service = ServiceJar.start(directory, database()).ready()) {
            open(service.client());
            var enough = new CountDownLatch(200);
            var wishes = wishes(service.client(), acknowledged, enough);
            assertThat(enough.await(30, TimeUnit.SECONDS)).isTrue();
            service.kill();
            wishes.forEach(each -> each.exceptionally(_ -> null).join());
        }

        try (var service = ServiceJar.start(directory, database()).ready()) {
            assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(200);
            assertThat(acknowledged)
                    .allSatisfy(id -> assertThat(
                                    service.client().get("/v1/bookings/" + id).status())
                            .isEqualTo(200));
            assertThat(service.client()
                            .get("/v1/events?type=booking.confirmed&limit=200")
                            .items())
                    .hasSize(200);
            try (var connection = postgres.jdbc();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery("""
                            select (select count(*) from booking) - (select count(distinct booking) from claim),
                                   (select count(*) from booking)
                                     - (select count(*) from event where type = 'booking.confirmed')
                            """)) {
                rows.next();
                assertThat(rows.getLong(1)).isZero();
                assertThat(rows.getLong(2)).isZero();
            }
        }
    }

    @Test
    void told_to_stop_it_finishes_and_ends() throws Exception {
        try (var service = ServiceJar.start(directory, database()).ready()) {
            service.terminate();

            assertThat(service.exit()).isZero();
            assertThat(service.answers()).isFalse();
            assertThat(service.output()).doesNotContain("too long", "wrong");
        }
    }

    @Test
    void it_takes_the_rules_of_time_zones_from_a_directory_and_tells_which_bookings_have_moved() throws Exception {
        var booked = new JsonObject();
        try (var service = ServiceJar.start(directory, withZones("jdk")).ready()) {
            assertThat(tzdb(service)).isEqualTo(tzdb(Tzdb.VERSION, "jdk"));
            service.client().put("/v1/resources/pier", "{\"timeZone\":\"America/Vancouver\"}");
            service.client().put("/v1/resources/pier/schedule", ROUND_THE_CLOCK);
            service.client().put("/v1/services/tour", "{\"duration\":\"PT30M\"}");
            booked = book(service, "10:00");
        }
        var before = OffsetDateTime.parse(booked.getString("start"));
        var after = ZoneOffset.ofTotalSeconds(before.getOffset().getTotalSeconds() + 3_600);
        var soon = Instant.now().truncatedTo(ChronoUnit.DAYS).plus(Duration.ofDays(2));
        var zones = zones(
                "America/Vancouver",
                TzifWriter.fixedFrom(VANCOUVER.getRules(), soon, after).bytes());

        try (var service =
                ServiceJar.start(directory, withZones(zones.toString())).ready()) {
            assertThat(tzdb(service)).isEqualTo(tzdb("2099a", "directory"));
            assertThat(service.client().get("/metrics").text())
                    .contains("scheduler_tzdb_info{source=\"directory\",version=\"2099a\"} 1");
            assertThat(book(service, "15:00").getString("start")).endsWith("T15:00:00" + after);
            var kept = before.withOffsetSameInstant(after);
            var change = changeOf(service, booked.getString("id"));
            assertThat(change.getString("localStart")).endsWith("T10:00:00");
            assertThat(change.getString("start")).isEqualTo(Instants.write(kept.toInstant(), after));
            assertThat(change.getString("startByLocalTime"))
                    .isEqualTo(Instants.write(kept.minusHours(1).toInstant(), after));
        }
    }

    private static Map<String, String> withZones(String setting) {
        return Map.of("DATABASE_URL", postgres.url(), "SCHEDULER_TIME_ZONEINFO", setting);
    }

    private static JsonObject tzdb(ServiceJar service) {
        return service.client().get("/health").json().getJsonArray("checks").stream()
                .map(JsonObject.class::cast)
                .filter(check -> check.getString("id").equals("tzdb"))
                .findFirst()
                .orElseThrow()
                .getJsonObject("data");
    }

    private static JsonObject tzdb(String version, String source) {
        return new JsonObject().put("version", version).put("source", source);
    }

    private static JsonObject book(ServiceJar service, String time) {
        var start = LocalDate.now(ZoneOffset.UTC).plusDays(30) + "T" + time;
        var reply = service.client().post("/v1/bookings", Practice.wish("tour", start, "pier"));
        assertThat(reply.status()).as(reply.text()).isEqualTo(201);
        return reply.json();
    }

    private Path zones(String zone, byte[] file) throws IOException {
        var zones = directory.resolve("zoneinfo");
        Files.createDirectories(zones.resolve(zone).getParent());
        Files.write(zones.resolve(zone), file);
        Files.writeString(zones.resolve("+VERSION"), "2099a\n");
        return zones;
    }

    private static JsonObject changeOf(ServiceJar service, String id) {
        var path = "/v1/events?type=booking.time_zone_changed&subject=" + id;
        var events = service.client().get(path).items();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (events.isEmpty() && System.nanoTime() < deadline) {
            events = service.client().get(path).items();
        }
        return events.getJsonObject(0).getJsonObject("data").getJsonObject("timeZoneChanged");
    }

    @Test
    void a_directory_of_time_zones_that_cannot_be_used_stops_it_with_one_line() throws Exception {
        var zones = zones("Europe/Dublin", new byte[] {'T', 'Z', 'i', 'f', '2'});

        assertRefused(
                Map.of("SCHEDULER_TIME_ZONEINFO", zones.toString()), "zoneinfo/Europe/Dublin cannot be used: it ends");
        assertRefused(Map.of("SCHEDULER_TIME_ZONEINFO", "/no/where"), "Setting time.zoneinfo: It is auto, jdk, or");
    }

    @Test
    void its_log_is_json_where_no_person_reads_it() throws Exception {
        try (var service = ServiceJar.start(directory, database()).ready()) {
            assertThat(service.output().lines())
                    .isNotEmpty()
                    .allSatisfy(line -> assertThat(new JsonObject(line).getString("message"))
                            .isNotBlank());
        }
    }

    @Test
    void the_commands_do_what_help_says() throws Exception {
        var file = directory.resolve("clinic.yaml");
        Files.writeString(file, "resources:\n  imported: {}\n");
        var wrong = directory.resolve("wrong.yaml");
        Files.writeString(wrong, "resources:\n  bad: {capacity: none}\n");

        assertThat(run(Map.of(), "help")).contains("import", "--tenant", "migrate", "healthcheck");
        assertThat(run(database(), "migrate")).contains("version");
        assertThat(run(database(), "import", file.toString())).contains("1 of 1", "1 resources");
        assertThat(run(database(), "import", wrong.toString())).contains("wrong.yaml:2: resources.bad.capacity");
        assertThat(run(database(), "import", "none.yaml")).contains("There is no file none.yaml.");
        assertThat(run(database(), "verify")).contains("all are as the log tells");
        assertThat(run(database(), "verify", "--into", "replayed"))
                .contains("all are as the log tells", "The schema replayed has ", " rows in 11 tables");
        assertThat(run(database(), "verify", "--into", "replayed")).contains("There is a schema replayed already.");
        assertThat(run(database(), "verify", "into")).contains("verify [--into SCHEMA]");
        assertThat(run(Map.of(), "dance")).contains("There is no command dance.");
        try (var service = ServiceJar.start(directory, database()).ready()) {
            assertThat(service.client().get("/v1/resources/imported").status()).isEqualTo(200);
            var port = Map.of("SCHEDULER_HTTP_PORT", Integer.toString(service.port()));
            try (var probe = ServiceJar.start(directory, port, "healthcheck")) {
                assertThat(probe.exit()).isZero();
            }
        }
        try (var probe = ServiceJar.start(directory, Map.of(), "healthcheck")) {
            assertThat(probe.exit()).isEqualTo(1);
        }
    }

    private String run(Map<String, String> environment, String... arguments) throws InterruptedException {
        try (var service = ServiceJar.start(directory, environment, arguments)) {
            service.exit();
            return service.output();
        }
    }

    private void assertRefused(Map<String, String> settings, String named) throws InterruptedException {
        var environment = new HashMap<>(database());
        environment.putAll(settings);
        try (var service = ServiceJar.start(directory, environment)) {
            assertThat(service.exit()).isEqualTo(1);
            assertThat(service.output().lines()).as(service.output()).hasSize(1);
            assertThat(service.output()).contains(named);
        }
    }

    private static Map<String, String> database() {
        return Map.of("DATABASE_URL", postgres.url());
    }

    private static void open(Client client) {
        client.put("/v1/resources/hall", "{\"capacity\":1000}");
        client.put("/v1/resources/hall/schedule", ROUND_THE_CLOCK);
        client.put("/v1/services/visit", "{\"duration\":\"PT30M\"}");
    }

    /// More than are waited for, so that the kill comes in the midst of them.
    private static List<CompletableFuture<?>> wishes(Client client, Queue<String> acknowledged, CountDownLatch enough) {
        var start = LocalDate.now(ZoneOffset.UTC).plusDays(30) + "T10:00";
        var wishes = new ArrayList<CompletableFuture<?>>();
        for (int i = 0; i < 1_000; i++) {
            wishes.add(client.postAsync("/v1/bookings", Practice.wish("visit", start, "hall"))
                    .thenAccept(reply -> acknowledge(reply, acknowledged, enough)));
        }
        return wishes;
    }

    private static void acknowledge(Reply reply, Queue<String> acknowledged, CountDownLatch enough) {
        if (reply.status() == 201) {
            acknowledged.add(reply.json().getString("id"));
            enough.countDown();
        }
    }
}
