package scheduler;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/// Asks the service of the same container for its health, so that a HEALTHCHECK needs neither a shell nor curl. It runs
/// every few seconds and starts no Vert.x: it looks for the port where the service does, and in the same order.
final class HealthProbe {

    private static final int MILLIS_MAX = 3_000;
    private static final String PORT_DEFAULT = "8080";

    private HealthProbe() {}

    static int ask() {
        var port = EarlySettings.ofProcess().text("http.port", PORT_DEFAULT, "SCHEDULER_HTTP_PORT", "PORT");
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
}
