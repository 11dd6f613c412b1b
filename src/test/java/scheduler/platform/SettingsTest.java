package scheduler.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scheduler.testing.Patience.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.message.Refusal;

/// Where settings come from, and what becomes of wrong ones.
class SettingsTest {

    static Vertx vertx;

    @TempDir
    Path directory;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        await(vertx.close());
    }

    @Test
    void without_anything_the_defaults_are_used() {
        var settings = load(Map.of(), Map.of());

        assertThat(settings)
                .isEqualTo(new Settings(
                        new Settings.Http(
                                "127.0.0.1",
                                8080,
                                "",
                                List.of(),
                                65_536,
                                8_192,
                                Duration.ofSeconds(75),
                                Duration.ofSeconds(10),
                                1_024,
                                1_000),
                        new Settings.Database(
                                "",
                                new Settings.Embedded(Path.of("data/postgres"), 0),
                                new Settings.Pool(8, 512, Duration.ofSeconds(2)),
                                Duration.ofSeconds(3),
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(2),
                                true),
                        new Settings.Picture(2_000_000, Duration.ofMillis(50)),
                        new Settings.Booking(
                                Duration.ofDays(1), Duration.ofDays(1), Duration.ofMillis(250), Duration.ofSeconds(5)),
                        new Settings.Events(Optional.empty()),
                        new Settings.Reminder(Duration.ofSeconds(1), Duration.ofHours(6), Duration.ofDays(30), false),
                        new Settings.Mail("", 587, "starttls", "", "", "no-reply@localhost", List.of(), 8),
                        new Settings.Bus(true, 1_024),
                        new BridgeSettings(
                                List.of(),
                                500,
                                40,
                                65_536,
                                Duration.ofSeconds(30),
                                new BridgeSettings.Tcp("127.0.0.1", 0),
                                new BridgeSettings.SockJs(false, List.of())),
                        new Settings.Egress(List.of(), ""),
                        new ClusterSettings(false, "127.0.0.1", 7800, List.of(), ""),
                        new Settings.Webhook(512, 32, Duration.ofDays(30), Duration.ofMillis(500)),
                        "auto",
                        new Settings.Demo(true, "conf/demo.yaml"),
                        new Settings.Shutdown(Duration.ZERO, Duration.ofSeconds(20)),
                        "auto",
                        false));
    }

    @Test
    void every_key_is_tried_here() {
        var yaml = Buffer.buffer(SettingsLoader.bundled("conf/scheduler.yaml"));
        var names = new TreeSet<String>();
        flatten("", await(new YamlProcessor().process(vertx, new JsonObject(), yaml)), names);

        assertThat(SettingKey.ALL).extracting(SettingKey::name).containsExactlyInAnyOrderElementsOf(names);
    }

    @ParameterizedTest
    @FieldSource("scheduler.platform.SettingKey#ALL")
    void a_key_can_be_set_in_the_environment_and_by_system_property(SettingKey key) {
        var byDefault = load(Map.of(), Map.of());
        var byEnvironment = load(Map.of(key.variable(), key.text()), Map.of());
        var byProperty = load(Map.of(), Map.of("scheduler." + key.name(), key.text()));
        var byPlainProperty = load(Map.of(), Map.of(key.name(), key.text()));

        assertThat(key.read().apply(byDefault)).isNotEqualTo(key.value());
        assertThat(key.read().apply(byEnvironment)).isEqualTo(key.value());
        assertThat(byProperty).isEqualTo(byEnvironment);
        assertThat(byPlainProperty).isEqualTo(byEnvironment);
    }

    @Test
    void the_later_source_wins() throws IOException {
        var file = write("http:\n  port: 1111\n  maxInFlight: 11\n  bodyMaxBytes: 1111\n");

        var settings = load(
                Map.of("SCHEDULER_CONFIG", file, "SCHEDULER_HTTP_PORT", "2222", "SCHEDULER_HTTP_MAX_IN_FLIGHT", "22"),
                Map.of("scheduler.http.port", "3333"));

        assertThat(settings.http().port()).isEqualTo(3333);
        assertThat(settings.http().maxInFlight()).isEqualTo(22);
        assertThat(settings.http().bodyMaxBytes()).isEqualTo(1111);
        assertThat(settings.http().headerMaxBytes()).isEqualTo(8192);
    }

    @Test
    void what_platforms_set_works_and_our_own_name_wins() {
        var url = "postgres://user:secret@db:5432/name";

        var theirs = load(Map.of("PORT", "5000", "DATABASE_URL", url), Map.of());
        var ours = load(Map.of("PORT", "5000", "SCHEDULER_HTTP_PORT", "6000"), Map.of());

        assertThat(theirs.http().port()).isEqualTo(5000);
        assertThat(theirs.database().url()).isEqualTo(url);
        assertThat(ours.http().port()).isEqualTo(6000);
    }

    @Test
    void links_to_a_kubernetes_service_of_our_name_are_let_pass() {
        var settings = load(
                Map.of(
                        "PORT", "tcp://10.0.0.1:8080",
                        "SCHEDULER_PORT", "tcp://10.0.0.1:8080",
                        "SCHEDULER_PORT_8080_TCP", "tcp://10.0.0.1:8080",
                        "SCHEDULER_PORT_8080_TCP_PROTO", "tcp",
                        "SCHEDULER_PORT_8080_TCP_PORT", "8080",
                        "SCHEDULER_PORT_8080_TCP_ADDR", "10.0.0.1",
                        "SCHEDULER_SERVICE_HOST", "10.0.0.1",
                        "SCHEDULER_SERVICE_PORT", "8080",
                        "SCHEDULER_SERVICE_PORT_HTTP", "8080",
                        "SCHEDULER_HTTP_PORT", "tcp://10.0.0.2:80"),
                Map.of());

        assertThat(settings).isEqualTo(load(Map.of(), Map.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "http.port, 70000, from 0 to 65535",
        "http.port, eighty, whole number",
        "http.idleTimeout, 30, duration like PT30S",
        "http.idleTimeout, PT0S, from PT1S to PT1H",
        "http.apiKeys, 'two words,other', printable",
        "http.apiKeys, 'same-key,same-key', twice",
        "database.url, mysql://h/d, postgresql://user",
        "database.migrate, yes, true or false",
        "database.pool.size, 0, from 1 to 500",
        "bridge.tcp.port, 70000, from 0 to 65535",
        "bridge.sockjs.origins, 'www.example.com', https://www.example.com",
        "bridge.sockjs.origins, 'https://www.example.com/', https://www.example.com",
        "bridge.sockjs.origins, '*', https://www.example.com",
        "event.retention, PT1H, from PT24H to",
        "event.retention, always, duration like PT30S",
        "log.format, xml, 'auto, json or text'"
    })
    void a_wrong_value_names_its_setting_and_what_is_accepted(String name, String text, String accepted) {
        var key = SettingKey.ALL.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow();

        var byEnvironment = refusal(Map.of(key.variable(), text), Map.of());
        var byProperty = refusal(Map.of(), Map.of("scheduler." + name, text));

        assertThat(byEnvironment).contains(accepted).doesNotContain("\n");
        assertThat(byEnvironment).matches(".*(" + name + "|" + key.variable() + ").*");
        assertThat(byProperty).contains(name).contains(accepted).doesNotContain("\n");
    }

    @ParameterizedTest
    @FieldSource("scheduler.platform.SettingKey#ALL")
    void a_setting_without_a_value_is_refused_by_its_name(SettingKey key) throws IOException {
        var yaml = new StringBuilder();
        var parts = key.name().split("\\.", -1);
        for (int i = 0; i < parts.length; i++) {
            yaml.append("  ".repeat(i)).append(parts[i]).append(":\n");
        }

        assertThat(refusal(Map.of("SCHEDULER_CONFIG", write(yaml.toString())), Map.of()))
                .startsWith("Setting " + key.name() + ": It is required");
    }

    @Test
    void keys_are_read_with_their_tenants() {
        var keys = load(
                        Map.of("SCHEDULER_HTTP_API_KEYS", "clinic:secret-one, secret-two,clinic:secret:three"),
                        Map.of())
                .http()
                .apiKeys();

        assertThat(keys)
                .containsExactly(
                        new ApiKey("clinic", "secret-one"),
                        new ApiKey("demo", "secret-two"),
                        new ApiKey("clinic", "secret:three"));
        assertThat(keys.toString()).doesNotContain("secret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "s3cret-one,",
                "s3cret-one,,s3cret-two",
                "demo:",
                "demo:s3cret",
                "s3cret",
                ":s3cret-one",
                "a clinic:s3cret-one",
                "s3cret-one,demo:s3cret-one",
                "alpha:s3cret-one,beta:s3cret-one",
                "alpha:s3cret-one,s3cret-one",
                "alpha:s3cret-öne"
            })
    void keys_that_protect_nothing_are_refused_and_never_shown(String keys) throws IOException {
        var listed = Arrays.stream(keys.split(",", -1))
                .map(each -> '"' + each + '"')
                .collect(Collectors.joining(", ", "http:\n  apiKeys: [", "]\n"));

        for (var refusal : List.of(
                refusal(Map.of("SCHEDULER_HTTP_API_KEYS", keys), Map.of()),
                refusal(Map.of("SCHEDULER_CONFIG", write(listed)), Map.of()))) {
            assertThat(refusal).startsWith("Setting http.apiKeys").doesNotContain("s3cret", "\n");
        }
    }

    @Test
    void an_unknown_setting_names_itself() throws IOException {
        var file = write("http:\n  prot: 8080\n");

        assertThat(refusal(Map.of("SCHEDULER_HTTP_PROT", "8080"), Map.of()))
                .contains("SCHEDULER_HTTP_PROT", "there is no such setting", "SCHEDULER_HTTP_PORT")
                .doesNotContain("\n");
        assertThat(refusal(Map.of(), Map.of("scheduler.http.prot", "8080")))
                .contains("scheduler.http.prot", "there is no such setting", "http.port")
                .doesNotContain("\n");
        assertThat(refusal(Map.of("SCHEDULER_CONFIG", file), Map.of()))
                .contains("http.prot", "There is no such setting")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http:\n  port: many\n", "http: 8080\n", "http:\n", "http:\n  port: 80.5\n"})
    void a_file_with_a_wrong_type_names_the_setting(String yaml) throws IOException {
        var detail = refusal(Map.of("SCHEDULER_CONFIG", write(yaml)), Map.of());

        assertThat(detail).startsWith("Setting http").doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "on", "'true'", "1"})
    void a_flag_is_true_or_false_and_nothing_else(String flag) throws IOException {
        var detail = refusal(Map.of("SCHEDULER_CONFIG", write("demo:\n  seed: " + flag + "\n")), Map.of());

        assertThat(detail).startsWith("Setting demo.seed").doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http:\n  port: 1\n  port: 2\n",
                "http: &a\n  port: *a\n",
                "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["
            })
    void a_file_that_is_not_what_it_seems_is_one_line(String yaml) throws IOException {
        var file = write(yaml);

        assertThat(refusal(Map.of("SCHEDULER_CONFIG", file), Map.of()))
                .contains("cannot be read")
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http:\n  port: [8080\n", "\t:::", "- a\n- b\n", "just text"})
    void a_file_that_cannot_be_read_is_one_line(String yaml) throws IOException {
        var file = write(yaml);

        assertThat(refusal(Map.of("SCHEDULER_CONFIG", file), Map.of()))
                .contains(file)
                .contains("cannot be read")
                .doesNotContain("\n");
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        var file = directory.resolve("nowhere.yaml").toString();

        assertThat(refusal(Map.of("SCHEDULER_CONFIG", file), Map.of()))
                .contains(file)
                .doesNotContain("\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.1", "no.such.host.invalid"})
    void without_keys_it_listens_on_loopback_only(String host) {
        assertThat(refusal(Map.of("SCHEDULER_HTTP_HOST", host), Map.of()))
                .contains("http.host", "SCHEDULER_HTTP_API_KEYS", host)
                .doesNotContain("\n");

        var withKey = load(Map.of("SCHEDULER_HTTP_HOST", host, "SCHEDULER_HTTP_API_KEYS", "a-long-key"), Map.of());
        assertThat(withKey.http().host()).isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.1"})
    void without_keys_the_bridge_listens_on_loopback_only(String host) {
        assertThat(refusal(Map.of("SCHEDULER_BRIDGE_TCP_HOST", host), Map.of()))
                .contains("bridge.tcp.host", "SCHEDULER_HTTP_API_KEYS", host)
                .doesNotContain("\n");
        assertThat(load(Map.of("SCHEDULER_BRIDGE_TCP_HOST", host, "SCHEDULER_HTTP_API_KEYS", "a-long-key"), Map.of())
                        .bridge()
                        .tcp()
                        .host())
                .isEqualTo(host);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mysql://user:s3cret@host/db",
                "postgresql://user:s3cret word@host/db",
                "postgresql://user:s3cret%zz@host/db",
                "postgresql://user:s3cret@ho st/db",
                "user:s3cret@host/db"
            })
    void the_password_of_a_bad_url_is_never_shown(String url) {
        var failure = catchThrowableOfType(Refusal.class, () -> load(Map.of("DATABASE_URL", url), Map.of()));

        assertThat(failure.problem().detail())
                .contains("database.url", "postgresql://user:password@host:5432/database")
                .doesNotContain("s3cret");
        assertThat(failure).hasStackTraceContaining("database").message().doesNotContain("s3cret");
    }

    @Test
    void each_key_may_move_the_time_of_its_tenant_but_not_in_a_cluster() {
        var keys = Map.of("SCHEDULER_TIME_TEST_CLOCK", "true", "SCHEDULER_HTTP_API_KEYS", "north:key-of-north");
        assertThat(load(keys, Map.of()).testClock()).isTrue();

        var cluster = Map.of("SCHEDULER_TIME_TEST_CLOCK", "true", "SCHEDULER_CLUSTER_ENABLED", "true");
        assertThat(refusal(cluster, Map.of())).contains("time.testClock").contains("not for a cluster");
    }

    private static Settings load(Map<String, String> environment, Map<String, String> properties) {
        return await(new SettingsLoader(vertx, environment, properties).load());
    }

    private static String refusal(Map<String, String> environment, Map<String, String> properties) {
        return catchThrowableOfType(Refusal.class, () -> load(environment, properties))
                .problem()
                .detail();
    }

    private String write(String yaml) throws IOException {
        return Files.writeString(directory.resolve("settings.yaml"), yaml).toString();
    }

    private static void flatten(String prefix, JsonObject json, Set<String> names) {
        for (var name : json.fieldNames()) {
            if (json.getValue(name) instanceof JsonObject inner) {
                flatten(prefix + name + ".", inner, names);
            } else {
                names.add(prefix + name);
            }
        }
    }
}
