package scheduler.database;

import io.vertx.pgclient.PgConnectOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;

/// The URL of the database, read once for the pool and the migrations, so that both reach the same one the same way.
record DatabaseUrl(PgConnectOptions options, Tls tls) {

    static DatabaseUrl read(String url) {
        try {
            var options = PgConnectOptions.fromUri(url);
            var tls = Tls.read(options.getSslMode(), parameters(new URI(url)));
            tls.protect(options);
            return new DatabaseUrl(options, tls);
        } catch (IllegalArgumentException | URISyntaxException e) {
            // Its message would repeat the password.
            throw refused("It cannot be read; it must be like postgresql://user:password@host:5432/database, with"
                    + " special characters of the password percent-encoded.");
        }
    }

    /// As the driver reads them, which keeps those that it knows to itself.
    private static Map<String, String> parameters(URI url) {
        var parameters = new TreeMap<String, String>();
        if (url.getRawQuery() != null) {
            for (var each : url.getRawQuery().split("&", -1)) {
                var pair = each.split("=", 2);
                parameters.put(
                        pair[0].toLowerCase(Locale.ROOT),
                        pair.length < 2
                                ? ""
                                : URLDecoder.decode(pair[1], StandardCharsets.UTF_8)
                                        .trim());
            }
        }
        return parameters;
    }

    static Refusal refused(String detail) {
        return new Refusal(Problem.of(Code.INVALID, "Setting database.url: " + detail));
    }
}
