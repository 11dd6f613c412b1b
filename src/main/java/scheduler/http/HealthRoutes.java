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
import java.util.concurrent.TimeUnit;
import scheduler.database.Database;
import scheduler.message.Refusal;
import scheduler.platform.Lifecycle;
import scheduler.platform.Lifecycle.Stage;
import scheduler.time.Tzdb;

/// Health and metrics for whoever runs the service.
///
/// Live says that the event loops turn, and never asks PostgreSQL: an outage of the database must not restart the
/// fleet. Ready adds that the database answers and that the service is not about to stop. A full queue is no reason to
/// be taken out: the others would only get more.
final class HealthRoutes {

    private static final long CHECK_MILLIS_MAX = 2_000;
    private static final Duration SILENCE_MAX = Duration.ofMillis(1_500);

    private final Vertx vertx;
    private final Database database;
    private final Lifecycle lifecycle;
    private final PrometheusMeterRegistry registry;

    HealthRoutes(Vertx vertx, Database database, Lifecycle lifecycle, PrometheusMeterRegistry registry) {
        this.vertx = vertx;
        this.database = database;
        this.lifecycle = lifecycle;
        this.registry = registry;
    }

    void bind(Api api) {
        var live = HealthChecks.create(vertx);
        live.register("event-loop", promise -> promise.complete(Status.OK()));
        var startup = HealthChecks.create(vertx);
        startup.register("started", promise -> promise.complete(status(lifecycle.stage() != Stage.STARTING)));
        var ready = HealthChecks.create(vertx);
        ready.register("serving", promise -> promise.complete(status(lifecycle.stage() == Stage.SERVING)));
        ready.register(
                "database", CHECK_MILLIS_MAX + 500, promise -> databaseStatus().onComplete(promise));
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
                .timeout(CHECK_MILLIS_MAX, TimeUnit.MILLISECONDS)
                .map(Status.OK())
                .otherwise(failure -> failure instanceof Refusal && !isSilent()
                        ? Status.OK(new JsonObject().put("note", "busy"))
                        : Status.KO(new JsonObject().put("note", "it does not answer")));
    }

    /// A queue may be full because there is much to do, or because nothing comes back.
    private boolean isSilent() {
        return database.silence().compareTo(SILENCE_MAX) > 0;
    }

    /// Never a reason to be DOWN: old rules are wrong for some zones, no rules would be wrong for all.
    private static JsonObject tzdb() {
        return new JsonObject().put("version", Tzdb.VERSION).put("source", Tzdb.SOURCE);
    }

    private static Status status(boolean ok) {
        return ok ? Status.OK() : Status.KO();
    }
}
