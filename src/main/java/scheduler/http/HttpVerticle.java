package scheduler.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scheduler.access.Access;
import scheduler.bridge.Bridge;
import scheduler.database.Database;
import scheduler.platform.Contexts;
import scheduler.platform.Delivery;
import scheduler.platform.Ids;
import scheduler.platform.Lifecycle;
import scheduler.platform.Pressure;
import scheduler.platform.Settings;
import scheduler.platform.Times;

/// One HTTP server on one event loop; several share the port.
public final class HttpVerticle extends VerticleBase {

    /// What the routes need to know of the service; `pictureLag` is how far the memory of what is taken is behind,
    /// `pressure` that of bookings, `delivery` that of the event bus.
    public record Parts(
            Settings.Http settings,
            Access access,
            Database database,
            Supplier<Duration> pictureLag,
            Lifecycle lifecycle,
            Pressure pressure,
            @Nullable Delivery delivery,
            PrometheusMeterRegistry registry,
            Ids ids,
            Times times,
            Streams streams,
            Bridge.Parts bridge,
            int instances) {}

    /// With 0 each server would get a free port of its own, and all but one would hear of nobody.
    private static final int SHARED_FREE_PORT = -1;

    private final Parts parts;
    private final Future<Document> document;
    private final Consumer<HttpServer> listening;
    private final Remembered remembered = new Remembered();
    private final Guard guard;
    private final Shedding shedding;

    private HttpVerticle(Parts parts, Future<Document> document, Consumer<HttpServer> listening) {
        this.parts = parts;
        this.document = document;
        this.listening = listening;
        this.guard = guard(parts);
        this.shedding = new Shedding(parts.pressure(), guard);
    }

    /// Makes instances for several event loops; the document, which takes long to read, is read once. `listening` gets
    /// each server once it listens: whoever stops the service drains it.
    public static Supplier<HttpVerticle> several(Vertx vertx, Parts parts, Consumer<HttpServer> listening) {
        var document = Document.load(vertx);
        return () -> new HttpVerticle(parts, document, listening);
    }

    @Override
    public Future<?> start() {
        // The server is to be on this event loop, and not on the one that has read the document.
        return Contexts.moved(vertx, document)
                .map(read -> router(vertx, parts, read, guard, remembered))
                .compose(router -> vertx.createHttpServer(options())
                        .requestHandler(request -> {
                            if (Problems.hasTwoHosts(request)) {
                                Problems.refuseUnreadable(request);
                            } else if (!remembered.answers(request) && !shedding.answers(request)) {
                                router.handle(request);
                            }
                        })
                        .invalidRequestHandler(Problems::refuseUnreadable)
                        .listen())
                .onSuccess(listening::accept);
    }

    /// One of several, which share what may be under way at once.
    static Guard guard(Parts parts) {
        return new Guard(parts.access(), Math.max(1, parts.settings().maxInFlight() / parts.instances()));
    }

    static Router router(Vertx vertx, Parts parts, Document document, Guard guard, Remembered remembered) {
        var settings = parts.settings();
        var router = Router.router(vertx);
        router.route().handler(Methods::headAsGet);
        BrowserBridge.mount(router, vertx, parts.bridge(), document, guard);
        // In one route, for each that a request passes costs it a microsecond.
        router.route()
                .handler(guard::bound)
                .handler(new Deadline(vertx, settings.requestTimeout())::begin)
                .handler(guard::identify);
        Bodies.take(router, settings.bodyMaxBytes());
        operations(vertx, parts, document).mount(router, vertx, remembered, parts.streams());
        Pages.assets(router);
        router.route().failureHandler(Problems::handle);
        for (int status : new int[] {400, 404, 405, 408, 413, 414, 415, 431, 500, 503}) {
            router.errorHandler(status, ctx -> Problems.handle(ctx, status));
        }
        return router;
    }

    private static Api operations(Vertx vertx, Parts parts, Document document) {
        var api = new Api(document);
        Operations.bind(api, vertx, parts.ids(), parts.times());
        new HealthRoutes(vertx, parts).bind(api);
        new Pages(document).bind(api);
        return api;
    }

    private HttpServerOptions options() {
        var settings = parts.settings();
        var options = new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port() == 0 ? SHARED_FREE_PORT : settings.port())
                .setIdleTimeout(Math.toIntExact(settings.idleTimeout().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
                .setMaxHeaderSize(settings.headerMaxBytes())
                .setMaxInitialLineLength(settings.headerMaxBytes())
                .setDecompressionSupported(false)
                .setCompressionSupported(false);
        BrowserBridge.bound(options, parts.bridge());
        return options;
    }
}
