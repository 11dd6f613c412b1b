package scheduler.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Operation;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scheduler.http.Replies.Kind;
import scheduler.http.Replies.Ongoing;
import scheduler.http.Replies.Reply;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;

/// Binds the operations of the OpenAPI document to what answers them. An operation that nobody answers, or an answer to
/// an operation that the document does not have, stops the start.
final class Api {

    private final Document document;
    private final Map<String, Bound> bound = new LinkedHashMap<>();
    private final Map<String, Handler<RoutingContext>> served = new LinkedHashMap<>();

    /// What answers an operation, what a request of it looks like, and how the outcome is told over HTTP.
    record Bound(
            RequestShape shape,
            Kind kind,
            Function<Exchange, @Nullable String> location,
            Function<Exchange, Future<Outcome>> answer) {}

    Api(Document document) {
        this.document = document;
    }

    void read(String operation, Function<Exchange, Future<Outcome>> answer) {
        write(operation, Kind.ACT, _ -> null, answer);
    }

    void write(String operation, Kind kind, Function<Exchange, Future<Outcome>> answer) {
        write(operation, kind, Exchange::at, answer);
    }

    /// An operation with a reply of its kind; `location` is where what it creates will be found.
    void write(
            String operation,
            Kind kind,
            Function<Exchange, @Nullable String> location,
            Function<Exchange, Future<Outcome>> answer) {
        refuseUnknown(operation);
        var shape = new RequestShape(
                document.contract().getSchemaRepository(),
                Objects.requireNonNull(document.contract().operation(operation)));
        bound.put(operation, new Bound(shape, kind, location, answer));
    }

    /// An operation that writes its response itself.
    void serve(String operation, Handler<RoutingContext> handler) {
        refuseUnknown(operation);
        served.put(operation, handler);
    }

    private void refuseUnknown(String operation) {
        if (document.contract().operation(operation) == null
                || bound.containsKey(operation)
                || served.containsKey(operation)) {
            throw new IllegalStateException("the document has no operation " + operation + ", or it has two answers");
        }
    }

    Bound bound(String operation) {
        return Objects.requireNonNull(bound.get(operation), operation);
    }

    Router router(Vertx vertx, Remembered remembered, Streams streams) {
        var ongoing = new Ongoing(new Turns(vertx), streams);
        var builder = RouterBuilder.create(vertx, document.contract());
        for (var operation : document.contract().operations()) {
            var id = operation.getOperationId();
            var handler = bound.containsKey(id) ? handler(bound(id), remembered, ongoing) : served.get(id);
            if (handler == null) {
                throw new IllegalStateException("nobody answers the operation " + id);
            }
            Objects.requireNonNull(builder.getRoute(id))
                    .setDoValidation(false)
                    .setDoSecurity(false)
                    .addHandler(handler);
        }
        var router = builder.createRouter();
        for (var path : document.contract().getPaths()) {
            var known =
                    path.getOperations().stream().map(Operation::getHttpMethod).toList();
            router.route(path.getName().replaceAll("\\{(\\w+)}", ":$1")).handler(Methods.only(known));
        }
        return router;
    }

    private static Handler<RoutingContext> handler(Bound bound, Remembered remembered, Ongoing ongoing) {
        return ctx -> {
            var exchange = Exchange.of(ctx, bound.shape().check(ctx));
            bound.answer()
                    .apply(exchange)
                    .onSuccess(outcome -> {
                        if (outcome instanceof Found found) {
                            remembered.keep(ctx.request(), found);
                        }
                        var reply = new Reply(bound.kind(), bound.location().apply(exchange), exchange.isDryRun());
                        Replies.send(ctx, outcome, reply, ongoing);
                    })
                    .onFailure(ctx::fail);
        };
    }
}
