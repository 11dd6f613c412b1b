package scheduler.http;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import scheduler.http.Replies.Kind;
import scheduler.message.Fields;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.TestClock;
import scheduler.platform.Times;
import scheduler.time.CalendarDuration;
import scheduler.time.Instants;

/// The time of a tenant, where it is one that tests may put forward.
final class ClockRoutes {

    private static final Duration AHEAD_MAX = Duration.ofDays(3_660);
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final Times times;

    ClockRoutes(Times times) {
        this.times = times;
    }

    void bind(Api api) {
        api.read("getClock", exchange -> {
            clock();
            return now(exchange.tenant());
        });
        api.write("moveClock", Kind.ACT, exchange -> {
            var clock = clock();
            var tenant = exchange.tenant();
            var length = exchange.read(fields -> length(tenant, fields));
            if (!exchange.isDryRun()) {
                clock.advance(tenant, length);
            }
            return now(tenant);
        });
    }

    private TestClock clock() {
        if (times.clock() instanceof TestClock clock) {
            return clock;
        }
        throw new Refusal(Problem.notFound("clock", "test"));
    }

    private Future<Outcome> now(Tenant tenant) {
        return Future.succeededFuture(new Found(
                new JsonObject().put("now", times.now(tenant).toString()).encode(), 0));
    }

    private Duration length(Tenant tenant, Fields fields) {
        var now = times.now(tenant);
        var to = fields.optional("to", Instants::read);
        var advance = fields.optional("advance", CalendarDuration::parse);
        if ((to == null) == (advance == null)) {
            throw fields.invalid("advance", "Give advance or to.");
        }
        var length = Duration.between(now, to == null ? later(now, fields, advance) : to);
        if (length.isNegative() || times.ahead(tenant.no()).plus(length).compareTo(AHEAD_MAX) > 0) {
            throw fields.invalid(
                    to == null ? "advance" : "to", "The clock is only put forward, by at most ten years in all.");
        }
        return length;
    }

    private static Instant later(Instant now, Fields fields, @Nullable CalendarDuration advance) {
        return fields.required("advance", advance).after(now, UTC);
    }
}
