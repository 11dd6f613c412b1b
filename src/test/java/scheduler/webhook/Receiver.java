package scheduler.webhook;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.PemKeyCertOptions;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.stream.Collectors;
import scheduler.testing.Authority;
import scheduler.testing.Patience;

/// Whoever is told: it answers as a test wants it to, and remembers what came.
final class Receiver implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final List<Got> all = new CopyOnWriteArrayList<>();
    private volatile Function<Got, Answer> answers = _ -> Answer.OK;

    /// A request; `nth` counts those with the same id.
    record Got(String path, Map<String, String> headers, String body, int nth) {

        String id() {
            return headers.getOrDefault("webhook-id", "");
        }

        JsonObject event() {
            return new JsonObject(body);
        }

        String type() {
            return event().getString("type");
        }

        String subject() {
            return event().getString("subject");
        }
    }

    /// How it is answered, and after how long; status 0 is silence.
    record Answer(int status, String body, Map<String, String> headers, Duration after) {
        static final Answer OK = of(204);

        Answer(int status, String body, Map<String, String> headers) {
            this(status, body, headers, Duration.ZERO);
        }

        static Answer of(int status) {
            return new Answer(status, "", Map.of());
        }

        Answer later(Duration length) {
            return new Answer(status, body, headers, length);
        }
    }

    Receiver() {
        this(new HttpServerOptions());
    }

    private Receiver(HttpServerOptions options) {
        server = Patience.await(
                vertx.createHttpServer(options).requestHandler(this::take).listen(0, "127.0.0.1"));
    }

    /// One that is reached by `https`.
    static Receiver secured(Authority.Issued by) {
        return new Receiver(new HttpServerOptions()
                .setSsl(true)
                .setKeyCertOptions(new PemKeyCertOptions()
                        .addKeyPath(by.key().toString())
                        .addCertPath(by.certificates().toString())));
    }

    int port() {
        return server.actualPort();
    }

    private void take(HttpServerRequest request) {
        var headers = request.headers().entries().stream()
                .collect(Collectors.toMap(each -> each.getKey().toLowerCase(Locale.ROOT), Map.Entry::getValue));
        request.body().onSuccess(body -> {
            var id = headers.getOrDefault("webhook-id", "");
            int nth = (int) all.stream().filter(each -> each.id().equals(id)).count() + 1;
            var got = new Got(request.path(), headers, body.toString(), nth);
            all.add(got);
            var answer = answers.apply(got);
            if (answer.after().isZero()) {
                answer(request, answer);
            } else {
                vertx.setTimer(answer.after().toMillis(), _ -> answer(request, answer));
            }
        });
    }

    private static void answer(HttpServerRequest request, Answer answer) {
        if (answer.status() > 0 && !request.response().closed()) {
            answer.headers().forEach(request.response()::putHeader);
            request.response().setStatusCode(answer.status()).end(answer.body());
        }
    }

    Receiver answering(Function<Got, Answer> next) {
        answers = next;
        return this;
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    /// What came to a path.
    List<Got> at(String path) {
        return all.stream().filter(each -> each.path().equals(path)).toList();
    }

    List<Got> await(String path, int count) {
        Patience.until(() -> at(path).size() >= count);
        return at(path);
    }

    @Override
    public void close() {
        Patience.await(vertx.close());
    }
}
