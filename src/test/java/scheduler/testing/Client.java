package scheduler.testing;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// Talks to a service as any client would. Header names and values follow the body in pairs.
public final class Client {

    private static final Duration ANSWER_MAX = Duration.ofSeconds(40);

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String base;

    public Client(String base) {
        this.base = base;
    }

    /// An answer, with its body as text and, where it is an object, as JSON.
    public record Reply(int status, String text, HttpResponse<String> response) {

        public JsonObject json() {
            return new JsonObject(text);
        }

        public JsonArray items() {
            return json().getJsonArray("items");
        }

        public String header(String name) {
            return response.headers().firstValue(name).orElse("");
        }

        /// The code of a problem.
        public String code() {
            return json().getString("code", "");
        }

        public String pointer() {
            return json().getString("pointer", "");
        }
    }

    public Reply get(String path, String... headers) {
        return send("GET", path, "", headers);
    }

    public Reply put(String path, String body, String... headers) {
        return send("PUT", path, body, headers);
    }

    public Reply post(String path, String body, String... headers) {
        return send("POST", path, body, headers);
    }

    public Reply delete(String path, String... headers) {
        return send("DELETE", path, "", headers);
    }

    public Reply send(String method, String path, String body, String... headers) {
        try {
            return reply(http.send(request(method, path, body, headers), BodyHandlers.ofString()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public CompletableFuture<Reply> postAsync(String path, String body, String... headers) {
        return sendAsync("POST", path, body, headers);
    }

    /// Sends without waiting for the answer: many at once.
    public CompletableFuture<Reply> sendAsync(String method, String path, String body, String... headers) {
        return http.sendAsync(request(method, path, body, headers), BodyHandlers.ofString())
                .thenApply(Client::reply);
    }

    private HttpRequest request(String method, String path, String body, String... headers) {
        var request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(ANSWER_MAX)
                .method(method, body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.setHeader("Content-Type", "application/json");
        }
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request.build();
    }

    private static Reply reply(HttpResponse<String> response) {
        return new Reply(response.statusCode(), response.body(), response);
    }
}
