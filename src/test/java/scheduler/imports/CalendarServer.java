package scheduler.imports;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.stream.Stream;
import scheduler.testing.Patience;

/// Whoever has calendars: it answers as a test wants it to, and remembers who came.
final class CalendarServer implements AutoCloseable {

    private final Vertx vertx = Vertx.vertx();
    private final HttpServer server;
    private final Map<String, Consumer<HttpServerResponse>> answers = new ConcurrentHashMap<>();
    private final List<Got> all = new CopyOnWriteArrayList<>();

    /// A request, with the tag that it has from before.
    record Got(String path, Optional<String> tag, String accepted) {}

    CalendarServer() {
        server = Patience.await(
                vertx.createHttpServer().requestHandler(this::take).listen(0, "127.0.0.1"));
    }

    private void take(HttpServerRequest request) {
        all.add(new Got(
                request.path(),
                Optional.ofNullable(request.getHeader("if-none-match")),
                String.valueOf(request.getHeader("accept-encoding"))));
        answers.getOrDefault(
                        request.path(), response -> response.setStatusCode(404).end())
                .accept(request.response());
    }

    /// A calendar with these events, each a list of lines.
    CalendarServer has(String path, String... events) {
        return answers(path, response -> response.end(calendar(events)));
    }

    CalendarServer answers(String path, Consumer<HttpServerResponse> answer) {
        answers.put(path, answer);
        return this;
    }

    static String calendar(String... events) {
        var body = Stream.of(events).map(each -> "BEGIN:VEVENT\n" + each + "\nEND:VEVENT\n");
        return ("BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//test//EN\n" + String.join("", body.toList())
                        + "END:VCALENDAR\n")
                .replace("\n", "\r\n");
    }

    String url(String path) {
        return "http://127.0.0.1:" + server.actualPort() + path;
    }

    List<Got> at(String path) {
        return all.stream().filter(each -> each.path().equals(path)).toList();
    }

    @Override
    public void close() {
        Patience.await(vertx.close());
    }
}
