package scheduler;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// Asks the service of the same container for its health, so that a HEALTHCHECK needs neither a shell nor curl. It runs
/// every few seconds and starts no Vert.x: it looks for the port where the service does, and in the same order.
final class HealthProbe {

    private static final int MILLIS_MAX = 3_000;
    private static final String PORT_DEFAULT = "8080";

    private HealthProbe() {}

    static int ask() {
        var port = port();
        try {
            var url = URI.create("http://127.0.0.1:" + port + "/health").toURL();
            var connection = (HttpURLConnection) url.openConnection();
            connection.setConnectTimeout(MILLIS_MAX);
            connection.setReadTimeout(MILLIS_MAX);
            int status = connection.getResponseCode();
            return status == 200 ? 0 : Commands.fail("/health on port " + port + " answers " + status);
        } catch (IOException | IllegalArgumentException e) {
            return Commands.fail("no answer on port " + port + ": " + e.getMessage());
        }
    }

    private static String port() {
        for (var each : new String[] {"SCHEDULER_HTTP_PORT", "PORT"}) {
            var value = System.getenv(each);
            if (value != null && !value.isBlank()) {
                return value.trim();
            }
        }
        for (var file : new @Nullable String[] {System.getenv("SCHEDULER_CONFIG"), "conf/scheduler.yaml"}) {
            var port = file == null ? null : portIn(Path.of(file));
            if (port != null) {
                return port;
            }
        }
        return PORT_DEFAULT;
    }

    private static @Nullable String portIn(Path file) {
        try (var reader = Files.newBufferedReader(file)) {
            var settings = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            var http = settings instanceof Map<?, ?> top ? top.get("http") : null;
            var port = http instanceof Map<?, ?> map ? map.get("port") : null;
            return port == null ? null : port.toString();
        } catch (IOException | YAMLException e) {
            return null;
        }
    }
}
