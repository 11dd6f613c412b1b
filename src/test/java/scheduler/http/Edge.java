package scheduler.http;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scheduler.access.Access;
import scheduler.bridge.Bridge;
import scheduler.bridge.Callers;
import scheduler.database.Database;
import scheduler.http.HttpVerticle.Parts;
import scheduler.platform.Delivery;
import scheduler.platform.Ids;
import scheduler.platform.Lifecycle;
import scheduler.platform.Pressure;
import scheduler.platform.SettingsLoader;
import scheduler.platform.Times;

/// What the HTTP room needs to stand alone, in a stage and with a memory that the test chooses.
record Edge(
        Lifecycle lifecycle,
        Supplier<Duration> pictureLag,
        @Nullable Delivery delivery) {

    Edge(Lifecycle lifecycle, Supplier<Duration> pictureLag) {
        this(lifecycle, pictureLag, null);
    }

    Parts parts(Vertx vertx, String databaseUrl, InstantSource clock) {
        var environment = Map.of("DATABASE_URL", databaseUrl, "SCHEDULER_HTTP_PORT", "0");
        var settings = new SettingsLoader(vertx, environment, Map.of()).load().await();
        var database = Database.open(vertx, settings.database(), databaseUrl);
        var access = Access.open(database, settings.http().apiKeys()).await();
        return new Parts(
                settings.http(),
                access,
                database,
                pictureLag,
                lifecycle,
                new Pressure(),
                delivery,
                new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                new Ids(clock),
                new Times(clock),
                new Streams(vertx, settings.http()),
                new Bridge.Parts(
                        access, settings.bridge(), new Callers(settings.bridge().connections())),
                1);
    }
}
