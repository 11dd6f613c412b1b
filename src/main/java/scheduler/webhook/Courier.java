package scheduler.webhook;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.egress.Blocked;
import scheduler.egress.Egress;
import scheduler.egress.TargetUrl;
import scheduler.egress.Unsecured;
import scheduler.message.Tenant;
import scheduler.platform.Settings;
import scheduler.platform.Times;

/// Sends what is due: takes as many deliveries in hand as there is room for, and no more, whatever waits.
/// Confined to one context.
final class Courier {

    private static final Logger LOG = LoggerFactory.getLogger(Courier.class);

    /// Well within the lease, with what settling takes.
    private static final Duration TIMEOUT = Duration.ofSeconds(15);

    private final DispatchStore store;
    private final Egress egress;
    private final Settings.Webhook settings;
    private final Map<Long, Tenant> tenants;
    private final Long[] nos;
    private final Times times;
    private final Settlements settlements;

    private final Map<Long, Integer> underWay = new HashMap<>();
    private int underWayInAll;
    private boolean isLooking;
    private boolean isMoreDue;
    private @Nullable Promise<Void> stopping;

    Courier(DispatchStore store, Egress egress, Settings.Webhook settings, List<Tenant> tenants, Times times) {
        this.store = store;
        this.egress = egress;
        this.settings = settings;
        this.tenants = tenants.stream().collect(Collectors.toMap(Tenant::no, Function.identity()));
        this.nos = tenants.stream().map(Tenant::no).toArray(Long[]::new);
        this.times = times;
        this.settlements = new Settlements(store, times::now, this::settled);
    }

    /// Looks for what is due. Who asks while that is under way has it looked once more.
    void look() {
        isMoreDue = true;
        lookOn();
    }

    private void lookOn() {
        int room = settings.concurrency() - underWayInAll;
        if (isLooking || !isMoreDue || room < 1 || stopping != null) {
            return;
        }
        isLooking = true;
        isMoreDue = false;
        store.claim(nos, underWay, settings.perEndpoint(), room).onComplete((claimed, failure) -> {
            isLooking = false;
            if (failure == null) {
                claimed.forEach(this::send);
                lookOn();
            } else {
                LOG.atWarn().log(failure.getMessage());
            }
            endIfIdle();
        });
    }

    /// Takes no more in hand; complete once what was has been settled.
    Future<Void> stop() {
        var ended = Promise.<Void>promise();
        stopping = ended;
        endIfIdle();
        return ended.future();
    }

    private void endIfIdle() {
        if (stopping != null && !isLooking && underWayInAll == 0) {
            stopping.tryComplete();
        }
    }

    private void send(Claimed claimed) {
        underWay.merge(claimed.id().subscription(), 1, Integer::sum);
        underWayInAll++;
        // Composed from a success, so that what is thrown is a failure of this delivery.
        Future.succeededFuture()
                .compose(_ -> attempt(claimed))
                .otherwise(failure -> failed(claimed, failure))
                .onSuccess(settlements::add);
    }

    private Future<Settled> attempt(Claimed claimed) {
        var tenant = tenants.getOrDefault(claimed.tenant(), new Tenant(claimed.tenant(), ""));
        var payload = claimed.payload(tenant);
        if (payload.isEmpty()) {
            return Future.succeededFuture(
                    Settled.failed(claimed, new Verdict.Dead(), "Its event is not in the log any more."));
        }
        var now = times.now();
        var id = claimed.id().text();
        var headers = Map.of(
                "content-type",
                "application/cloudevents+json; charset=utf-8",
                "user-agent",
                "appointment-scheduler",
                "webhook-id",
                id,
                "webhook-timestamp",
                Long.toString(now.getEpochSecond()),
                "webhook-signature",
                Signature.of(claimed.secrets().usedAt(now), id, now.getEpochSecond(), payload.get()));
        return egress.post(TargetUrl.read(claimed.url()), headers, Buffer.buffer(payload.get()), TIMEOUT)
                .map(answer -> Settled.answered(claimed, Verdict.of(answer, claimed, times.now(), random()), answer));
    }

    private static Settled failed(Claimed claimed, Throwable failure) {
        return Settled.failed(claimed, Verdict.unanswered(claimed, random()), said(failure));
    }

    private static String said(Throwable failure) {
        return switch (failure) {
            case Blocked blocked -> String.valueOf(blocked.getMessage());
            case Unsecured unsecured -> String.valueOf(unsecured.getMessage());
            case UnknownHostException _ -> "The name of the host could not be looked up.";
            case TimeoutException _ -> "Nothing was answered in time.";
            default -> "Nothing was answered: " + failure.getMessage();
        };
    }

    private static double random() {
        return ThreadLocalRandom.current().nextDouble();
    }

    private void settled(List<Settled> all) {
        for (var each : all) {
            underWay.computeIfPresent(each.claimed().id().subscription(), (_, count) -> count == 1 ? null : count - 1);
        }
        underWayInAll -= all.size();
        // Those behind them have come, and there is room.
        look();
        endIfIdle();
    }

    int underWay() {
        return underWayInAll;
    }
}
