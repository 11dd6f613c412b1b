package scheduler.http;

import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.openapi.contract.Operation;
import java.util.HashMap;
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
    private final Map<String, Opened> opened = new LinkedHashMap<>();
    private final Map<String, Handler<RoutingContext>> served = new LinkedHashMap<>();

    /// What answers an operation, what a request of it looks like, and how the outcome is told over HTTP.
    record Bound(
            RequestShape shape,
            Kind kind,
            Function<Exchange, @Nullable String> location,
            Function<Exchange, Future<Outcome>> answer) {}

    /// The same of one that asks for no key.
    private record Opened(RequestShape shape, Function<RoutingContext, Future<Outcome>> answer) {}

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
        bound.put(operation, new Bound(shape(operation), kind, location, answer));
    }

    /// An operation that asks for no key, because whoever knows its address may have the answer.
    void open(String operation, Function<RoutingContext, Future<Outcome>> answer) {
        opened.put(operation, new Opened(shape(operation), answer));
    }

    /// An operation that writes its response itself.
    void serve(String operation, Handler<RoutingContext> handler) {
        refuseUnknown(operation);
        served.put(operation, handler);
    }

    private RequestShape shape(String operation) {
        refuseUnknown(operation);
        return document.shape(operation);
    }

    private void refuseUnknown(String operation) {
        if (document.contract().operation(operation) == null
                || bound.containsKey(operation)
                || opened.containsKey(operation)
                || served.containsKey(operation)) {
            throw new IllegalStateException("the document has no operation " + operation + ", or it has two answers");
        }
    }

    Bound bound(String operation) {
        return Objects.requireNonNull(bound.get(operation), operation);
    }

    /// Adds all operations to a router, those of paths without parameters first: a look finds them, where the library
    /// tries one path after the other.
    void mount(Router router, Vertx vertx, Remembered remembered, Streams streams) {
        var ongoing = new Ongoing(new Turns(vertx), streams);
        var handlers = new HashMap<String, Handler<RoutingContext>>();
        document.contract().operations().forEach(each -> {
            var id = each.getOperationId();
            handlers.put(id, handler(id, remembered, ongoing));
        });
        router.route().handler(direct(handlers));
        router.route().subRouter(byPattern(vertx, handlers));
    }

    private Handler<RoutingContext> direct(Map<String, Handler<RoutingContext>> handlers) {
        var fixed = new HashMap<String, Map<HttpMethod, Handler<RoutingContext>>>();
        document.paths().stream().filter(Document::isFixed).forEach(path -> {
            var methods = fixed.computeIfAbsent(path.getName(), _ -> new HashMap<>());
            path.getOperations()
                    .forEach(each -> methods.put(
                            each.getHttpMethod(), Objects.requireNonNull(handlers.get(each.getOperationId()))));
        });
        return ctx -> {
            var request = ctx.request();
            var path = request.path();
            var handler = fixed.getOrDefault(path, Map.of()).get(request.method());
            if (handler == null) {
                ctx.next();
            } else {
                request.routed(path);
                handler.handle(ctx);
            }
        };
    }

    private Router byPattern(Vertx vertx, Map<String, Handler<RoutingContext>> handlers) {
        var router = Router.router(vertx);
        var paths = document.paths();
        for (var path : paths) {
            for (var operation : path.getOperations()) {
                router.route(operation.getHttpMethod(), Document.route(path))
                        .handler(Objects.requireNonNull(handlers.get(operation.getOperationId())));
            }
        }
        for (var path : paths) {
            var known =
                    path.getOperations().stream().map(Operation::getHttpMethod).toList();
            router.route(Document.route(path)).handler(Methods.only(known));
        }
        // A path that cannot be decoded is found out by the first pattern that is tried.
        router.errorHandler(400, ctx -> Problems.handle(ctx, 400));
        return router;
    }

    private Handler<RoutingContext> handler(String operation, Remembered remembered, Ongoing ongoing) {
        var ofKey = bound.get(operation);
        if (ofKey != null) {
            return handler(ofKey, remembered, ongoing);
        }
        var ofAnybody = opened.get(operation);
        if (ofAnybody != null) {
            return handler(ofAnybody, ongoing);
        }
        var handler = served.get(operation);
        if (handler == null) {
            throw new IllegalStateException("nobody answers the operation " + operation);
        }
        return handler;
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

    private static Handler<RoutingContext> handler(Opened opened, Ongoing ongoing) {
        return ctx -> {
            opened.shape().check(ctx);
            opened.answer()
                    .apply(ctx)
                    .onSuccess(outcome -> Replies.send(ctx, outcome, new Reply(Kind.ACT, null, false), ongoing))
                    .onFailure(ctx::fail);
        };
    }
}
