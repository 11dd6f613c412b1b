package scheduler.http;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.RoutingContext;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scheduler.database.Database;
import scheduler.http.HttpVerticle.Parts;
import scheduler.platform.Delivery;
import scheduler.platform.Lifecycle;
import scheduler.platform.Lifecycle.Stage;
import scheduler.time.Tzdb;

/// Health and metrics for whoever runs the service.
///
/// Live says that the event loops turn, and never asks PostgreSQL: an outage of the database must not restart the
/// fleet. Ready adds that the database answers, that the memory of what is taken is current, that the service is not
/// about to stop and, in a cluster, that the event bus delivers. A full queue is no reason to be taken out: the others
/// would only get more.
final class HealthRoutes {

    private static final long CHECK_MILLIS_MAX = 2_500;
    private static final Duration LAG_MAX = Duration.ofSeconds(10);

    private final Vertx vertx;
    private final Database database;
    private final Supplier<Duration> pictureLag;
    private final Lifecycle lifecycle;
    private final @Nullable Delivery delivery;
    private final PrometheusMeterRegistry registry;

    HealthRoutes(Vertx vertx, Parts parts) {
        this.vertx = vertx;
        this.database = parts.database();
        this.pictureLag = parts.pictureLag();
        this.lifecycle = parts.lifecycle();
        this.delivery = parts.delivery();
        this.registry = parts.registry();
    }

    void bind(Api api) {
        var live = HealthChecks.create(vertx);
        live.register("event-loop", promise -> promise.complete(Status.OK()));
        var startup = HealthChecks.create(vertx);
        startup.register("started", promise -> promise.complete(status(lifecycle.stage() != Stage.STARTING)));
        var ready = HealthChecks.create(vertx);
        ready.register("serving", promise -> promise.complete(status(lifecycle.stage() == Stage.SERVING)));
        ready.register("picture", promise -> promise.complete(pictureStatus()));
        ready.register("database", CHECK_MILLIS_MAX, promise -> databaseStatus().onComplete(promise));
        var bus = delivery;
        if (bus != null) {
            ready.register("bus", promise -> promise.complete(status(bus.isWorking())));
        }
        ready.register("tzdb", promise -> promise.complete(Status.OK(tzdb())));
        api.serve("healthLive", answer(live));
        api.serve("healthStartup", answer(startup));
        api.serve("healthReady", answer(ready));
        api.serve("health", answer(ready));
        api.serve(
                "metrics",
                ctx -> ctx.response()
                        .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                        .end(registry.scrape()));
    }

    /// The library's own handler says the status twice, the second time as `outcome`.
    private static Handler<RoutingContext> answer(HealthChecks checks) {
        return ctx -> checks.checkStatus()
                .onSuccess(result -> {
                    var body = result.toJson();
                    body.remove("outcome");
                    ctx.response()
                            .setStatusCode(CheckResult.isUp(result) ? 200 : 503)
                            .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                            .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                            .end(body.encode());
                })
                .onFailure(ctx::fail);
    }

    private Future<Status> databaseStatus() {
        return database.ping()
                .map(Status.OK())
                .otherwise(Status.KO(new JsonObject().put("note", "it does not answer")));
    }

    /// Behind the log for that long, it would offer what others have taken.
    private Status pictureStatus() {
        var lag = pictureLag.get();
        var seen = new JsonObject().put("lag", lag.toMillis());
        return lag.compareTo(LAG_MAX) > 0 ? Status.KO(seen) : Status.OK(seen);
    }

    /// Never a reason to be DOWN: old rules are wrong for some zones, no rules would be wrong for all.
    private static JsonObject tzdb() {
        return new JsonObject().put("version", Tzdb.VERSION).put("source", Tzdb.SOURCE);
    }

    private static Status status(boolean ok) {
        return ok ? Status.OK() : Status.KO();
    }
}
