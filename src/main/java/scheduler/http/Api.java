package scheduler.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.openapi.router.OpenAPIRoute;
import io.vertx.ext.web.openapi.router.RouterBuilder;
import io.vertx.openapi.contract.Operation;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
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
    private final Remembered remembered;
    private final Ongoing ongoing;
    private final RouterBuilder builder;
    private final Set<String> bound = new HashSet<>();

    Api(Vertx vertx, Document document, Remembered remembered, Streams streams) {
        this.document = document;
        this.remembered = remembered;
        this.ongoing = new Ongoing(new Turns(vertx), streams);
        this.builder = RouterBuilder.create(vertx, document.contract());
    }

    void read(String operation, Function<Exchange, Future<Outcome>> answer) {
        write(operation, Kind.ACT, _ -> null, answer);
    }

    void write(String operation, Kind kind, Function<Exchange, Future<Outcome>> answer) {
        write(operation, kind, exchange -> exchange.ctx().request().path(), answer);
    }

    /// An operation with a reply of its kind; `location` is where what it creates will be found.
    void write(
            String operation,
            Kind kind,
            Function<Exchange, @Nullable String> location,
            Function<Exchange, Future<Outcome>> answer) {
        var route = route(operation);
        var shape = new RequestShape(
                document.contract().getSchemaRepository(),
                Objects.requireNonNull(document.contract().operation(operation)));
        route.addHandler(ctx -> {
            var exchange = Exchange.of(ctx, shape.check(ctx));
            answer.apply(exchange)
                    .onSuccess(outcome -> {
                        if (outcome instanceof Found found) {
                            remembered.keep(ctx.request(), found);
                        }
                        var reply = new Reply(kind, location.apply(exchange), exchange.isDryRun());
                        Replies.send(ctx, outcome, reply, ongoing);
                    })
                    .onFailure(ctx::fail);
        });
    }

    /// An operation that writes its response itself.
    void serve(String operation, Handler<RoutingContext> handler) {
        route(operation).addHandler(handler);
    }

    Router router() {
        for (var operation : document.contract().operations()) {
            if (!bound.contains(operation.getOperationId())) {
                throw new IllegalStateException("nobody answers the operation " + operation.getOperationId());
            }
        }
        var router = builder.createRouter();
        for (var path : document.contract().getPaths()) {
            var known =
                    path.getOperations().stream().map(Operation::getHttpMethod).toList();
            router.route(path.getName().replaceAll("\\{(\\w+)}", ":$1")).handler(Methods.only(known));
        }
        return router;
    }

    private OpenAPIRoute route(String operation) {
        var route = builder.getRoute(operation);
        if (route == null || !bound.add(operation)) {
            throw new IllegalStateException("the document has no operation " + operation + ", or it has two answers");
        }
        return route.setDoValidation(false).setDoSecurity(false);
    }
}
