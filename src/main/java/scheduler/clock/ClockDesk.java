package scheduler.clock;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.Function;
import scheduler.clock.Clocks.GetClock;
import scheduler.clock.Clocks.MoveClock;
import scheduler.database.Receipts;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.TestClock;
import scheduler.platform.Times;

/// Reads and moves the clock of a tenant. It stands in no table, so a move is done beside its receipt.
final class ClockDesk {

    private static final Duration AHEAD_MAX = Duration.ofDays(3_660);
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final Receipts receipts;
    private final Times times;

    ClockDesk(Receipts receipts, Times times) {
        this.receipts = receipts;
        this.times = times;
    }

    Future<Outcome> get(GetClock get) {
        return withClock(_ -> Future.succeededFuture(new Found(text(times.now(get.tenant())), 0)));
    }

    Future<Outcome> move(MoveClock move) {
        return withClock(clock -> receipts.onceOutside(
                move.write(), () -> Future.succeededFuture(move).map(each -> moved(clock, each))));
    }

    private Future<Outcome> withClock(Function<TestClock, Future<Outcome>> work) {
        return times.clock() instanceof TestClock clock
                ? work.apply(clock)
                : Future.succeededFuture(Outcome.refused(Problem.notFound("clock", "test")));
    }

    private Receipt moved(TestClock clock, MoveClock move) {
        var tenant = move.write().tenant();
        var length = length(tenant, move);
        if (move.write().isDryRun()) {
            return Receipt.changed("", 0, text(times.now(tenant).plus(length)));
        }
        clock.advance(tenant, length);
        return Receipt.changed("", 0, text(times.now(tenant)));
    }

    private Duration length(Tenant tenant, MoveClock move) {
        var now = times.now(tenant);
        var advance = move.advance();
        var length = Duration.between(now, advance == null ? to(move, now) : advance.after(now, UTC));
        if (length.isNegative() || times.ahead(tenant.no()).plus(length).compareTo(AHEAD_MAX) > 0) {
            throw Refusal.invalid(
                    advance == null ? "/to" : "/advance",
                    "The clock is only put forward, by at most ten years in all.");
        }
        return length;
    }

    private static Instant to(MoveClock move, Instant now) {
        var to = move.to();
        return to == null ? now : to;
    }

    private static String text(Instant now) {
        return new JsonObject().put("now", now.toString()).encode();
    }
}
