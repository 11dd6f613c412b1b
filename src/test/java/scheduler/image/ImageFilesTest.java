package scheduler.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.yaml.snakeyaml.Yaml;
import scheduler.testing.Node;
import scheduler.testing.Patience;
import scheduler.testing.Service;

/// What lies in docker/, as far as it can be checked where no engine answers.
class ImageFilesTest {

    private static final Path DOCKER = Path.of("docker");
    private static final Pattern METRIC = Pattern.compile("\\b(?:scheduler|vertx|jvm|process|system)_[a-z_]+");

    @RegisterExtension
    static final Service service = new Service();

    @Test
    void every_start_of_a_jvm_has_the_flags_that_the_cache_was_made_with() throws IOException {
        var starts = Files.readAllLines(DOCKER.resolve("Dockerfile")).stream()
                .filter(line -> line.contains("\"java\""))
                .toList();

        assertThat(starts).hasSize(6).allMatch(line -> line.contains("java.args\""));
        assertThat(starts.stream().filter(line -> line.contains("-XX:AOTCacheOutput=/app/scheduler.aot")))
                .hasSize(2);
        assertThat(starts.stream().filter(line -> line.contains("-XX:AOTCache=/app/scheduler.aot")))
                .hasSize(4);
    }

    /// The last stage is what is built where none is named.
    @Test
    void the_targets_have_names_and_the_default_is_the_runtime() throws IOException {
        var stages = Files.readAllLines(DOCKER.resolve("Dockerfile")).stream()
                .filter(line -> line.startsWith("FROM "))
                .map(line -> line.substring(line.lastIndexOf(' ') + 1))
                .toList();

        assertThat(stages).containsExactly("dev", "build", "linked", "minimal", "runtime");
    }

    @Test
    void both_images_are_told_the_same() throws IOException {
        var file = Files.readString(DOCKER.resolve("Dockerfile"));
        var minimal = file.substring(file.indexOf("AS minimal"), file.indexOf("AS runtime"));
        var runtime = file.substring(file.indexOf("AS runtime"));

        assertThat(instructions(minimal)).endsWith(instructions(runtime).toArray(String[]::new));
    }

    private static List<String> instructions(String stage) {
        var lines = stage.lines()
                .skip(1)
                .filter(line -> !line.startsWith("#") && !line.isBlank())
                .toList();
        return lines.subList(lines.indexOf("WORKDIR /app"), lines.size()).stream()
                .filter(line -> !line.startsWith("FROM "))
                .toList();
    }

    @Test
    void what_the_build_takes_from_outside_is_let_in() throws IOException {
        var allowed = Files.readAllLines(Path.of(".dockerignore")).stream()
                .filter(line -> line.startsWith("!"))
                .map(line -> line.substring(1))
                .toList();
        var copied = Pattern.compile("(?m)^COPY (?!--from)(\\S+) ")
                .matcher(Files.readString(DOCKER.resolve("Dockerfile")))
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();

        assertThat(copied).containsExactlyInAnyOrderElementsOf(allowed);
        assertThat(allowed).allMatch(each -> Files.exists(Path.of(each)));
    }

    @Test
    void everything_that_runs_beside_it_is_hardened_and_starts_in_order() throws IOException {
        var services = services();

        assertThat(services.keySet()).contains("postgres", "scheduler", "prometheus", "grafana");
        for (var name : List.of("scheduler", "prometheus", "grafana")) {
            var each = map(services.get(name));
            assertThat(each).as(name).containsEntry("read_only", true);
            assertThat(each).as(name).containsEntry("cap_drop", List.of("ALL"));
            assertThat(each).as(name).containsEntry("security_opt", List.of("no-new-privileges:true"));
            assertThat(map(each.get("depends_on")).values())
                    .as(name)
                    .allMatch(other -> map(other).get("condition").equals("service_healthy"));
            assertThat(each.get("ports"))
                    .as(name)
                    .asInstanceOf(InstanceOfAssertFactories.LIST)
                    .allMatch(port -> String.valueOf(port).startsWith("127.0.0.1:"));
        }
    }

    @Test
    void every_file_that_is_mounted_is_there() throws IOException {
        var mounted = Pattern.compile("- \\./(\\S+?):").matcher(Files.readString(DOCKER.resolve("compose.yaml")));

        assertThat(mounted.results().map(found -> DOCKER.resolve(found.group(1))))
                .isNotEmpty()
                .allMatch(Files::isDirectory);
        assertThat(DOCKER.resolve("prometheus.yaml")).isRegularFile();
        for (var each : yaml("prometheus.yaml", "grafana/provisioning/datasources/prometheus.yaml")) {
            assertThat(map(new Yaml().load(Files.readString(each)))).isNotEmpty();
        }
    }

    @Test
    void every_metric_of_the_dashboard_is_one_of_the_service() throws IOException {
        var dashboard = new JsonObject(Files.readString(DOCKER.resolve("grafana/dashboards/scheduler.json")));
        var named = new TreeSet<String>();
        dashboard.getJsonArray("panels").stream()
                .map(JsonObject.class::cast)
                .flatMap(panel -> panel.getJsonArray("targets").stream())
                .map(target -> ((JsonObject) target).getString("expr"))
                .forEach(expression -> METRIC.matcher(expression).results().forEach(found -> named.add(found.group())));
        try (var node = Node.startToMeasure(service.postgres().url(), service.clock(), Map.of())) {
            node.client().get("/v1/services");
            System.gc();
            // It is told of a moment later.
            Patience.until(() -> node.client().get("/metrics").text().contains("\njvm_gc_pause_seconds_max"));
            var metrics = node.client().get("/metrics").text();

            assertThat(named).hasSizeGreaterThan(8).allMatch(each -> metrics.contains("\n" + each));
        }
    }

    private static List<Path> yaml(String... names) {
        return Stream.of(names).map(DOCKER::resolve).toList();
    }

    private static Map<String, Object> services() throws IOException {
        Map<String, Object> compose = new Yaml().load(Files.readString(DOCKER.resolve("compose.yaml")));
        return map(compose.get("services"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }
}
