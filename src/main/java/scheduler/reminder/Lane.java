package scheduler.reminder;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.StoreFailure;
import scheduler.message.Tenant;
import scheduler.platform.Rounds;
import scheduler.platform.Times;
import scheduler.reminder.Judgement.Verdict.End;
import scheduler.reminder.Judgement.Verdict.Say;
import scheduler.reminder.LookStore.Looked;

/// Sends what is due by one channel: takes as many as the channel carries at once, looks at their bookings, sends, and
/// notes what has become of them; and again, for as long as more is due. While that is more than fits into one round a
/// second goes beside it, for one can be said while the other is noted. No tenant waits for another to be sent, and no
/// booking for longer than for its own message.
final class Lane {

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final int TENANTS_AT_ONCE = 8;
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(2);

    private final Vertx vertx;
    private final ReminderStore store;
    private final LookStore looks;
    private final Notes notes;
    private final Channel channel;
    private final Map<Long, Tenant> tenants;
    private final Times times;
    private final Duration grace;
    private final Duration interval;
    private final Lease.Terms terms;

    // Confined to the context.
    private Future<Void> round = Future.succeededFuture();

    private Future<Void> beside = Future.succeededFuture();
    private long timer = -1;
    private boolean isStopped;

    Lane(
            Vertx vertx,
            ReminderStore store,
            LookStore looks,
            Channel channel,
            Map<Long, Tenant> tenants,
            Times times,
            Duration grace,
            Duration interval,
            Lease.Terms terms) {
        this.vertx = vertx;
        this.store = store;
        this.looks = looks;
        this.notes = new Notes(vertx, store);
        this.channel = channel;
        this.tenants = tenants;
        this.times = times;
        this.grace = grace;
        this.interval = interval;
        this.terms = terms;
    }

    String channel() {
        return channel.name();
    }

    /// For how many seconds the oldest that it is to send has been due.
    Future<Double> oldest() {
        return store.oldest(channel.name(), tenants.keySet());
    }

    void start() {
        wait(interval);
    }

    private void wait(Duration length) {
        if (!isStopped) {
            timer = vertx.setTimer(Math.max(1, length.toMillis()), _ -> run());
        }
    }

    private void run() {
        // The one before has been waited for, and what it failed of has been said.
        beside = Future.succeededFuture();
        var first = Rounds.whileMore(() -> send().onSuccess(this::goBeside));
        round = first.transform(_ -> Future.join(first, beside)).mapEmpty();
        round.onSuccess(_ -> wait(interval)).onFailure(failure -> {
            say(failure);
            wait(PAUSE_AFTER_FAILURE);
        });
    }

    private void say(Throwable failure) {
        LOG.atWarn().addKeyValue("channel", channel.name()).log(failure.getMessage());
    }

    private void goBeside(boolean isMore) {
        if (isMore && beside.isComplete() && channel.rounds() > 1) {
            beside = Rounds.whileMore(this::send).onFailure(this::say).otherwiseEmpty();
        }
    }

    /// Takes no more; complete once what is being sent has been noted, and what is not has been given back.
    Future<Void> stop() {
        isStopped = true;
        vertx.cancelTimer(timer);
        var ended = Promise.<Void>promise();
        round.onComplete(_ -> ended.complete());
        return ended.future();
    }

    private Future<Boolean> send() {
        long asked = System.nanoTime();
        return store.claim(channel.name(), tenants, channel.width(), terms.length())
                .compose(taken -> send(taken, asked).map(_ -> taken.size() == channel.width() && !isStopped));
    }

    private Future<Void> send(List<Due> taken, long asked) {
        if (taken.isEmpty()) {
            return Future.succeededFuture();
        }
        var lease = new Lease(vertx, store, terms, taken, asked);
        var byTenant = taken.stream().collect(Collectors.groupingBy(Due::tenant));
        var sendings = new ArrayList<Future<?>>();
        var looking = Rounds.inWavesToTheEnd(
                List.copyOf(byTenant.entrySet()),
                TENANTS_AT_ONCE,
                each -> look(each.getKey(), each.getValue(), lease)
                        .onSuccess(found -> found.ifPresent(
                                looked -> sendings.add(send(each.getKey(), each.getValue(), looked, lease)))));
        return looking.transform(_ -> Future.join(sendings))
                .compose(_ -> looking)
                .onComplete(_ -> lease.end());
    }

    /// Nothing when nothing is to be begun any more. What is not sent then, or cannot be looked at, is kept from
    /// nobody.
    private Future<Optional<Looked>> look(Tenant tenant, List<Due> taken, Lease lease) {
        return isStopped
                ? giveBack(taken, lease).map(Optional.empty())
                : looks.look(tenant, taken)
                        .map(Optional::of)
                        .recover(failure -> leave(taken, lease, failure).transform(_ -> Future.failedFuture(failure)));
    }

    /// What it would fail of again is left until its lease is over, so that others come by it.
    private Future<Void> leave(List<Due> taken, Lease lease, Throwable failure) {
        if (failure instanceof StoreFailure store && store.isOfData()) {
            lease.release(taken);
            return Future.succeededFuture();
        }
        return giveBack(taken, lease);
    }

    private Future<Void> giveBack(List<Due> taken, Lease lease) {
        lease.release(taken);
        return store.giveBack(taken);
    }

    private Future<Void> send(Tenant tenant, List<Due> taken, Looked looked, Lease lease) {
        var held = taken.stream().filter(lease::holds).toList();
        if (held.size() < taken.size()) {
            LOG.atWarn()
                    .addKeyValue("channel", channel.name())
                    .addKeyValue("reminders", taken.size() - held.size())
                    .log("Reminders were taken too long ago to be sent, and are left to others");
        }
        var judgement = new Judgement(times.now(tenant), grace);
        var answers = new Answers(
                vertx,
                settled -> notes.take(tenant, settled, looked)
                        .onComplete(_ ->
                                lease.release(settled.stream().map(Settled::due).toList())));
        var sending = Future.join(held.stream()
                .map(each -> send(judgement, each, looked).onSuccess(answers::add))
                .toList());
        return sending.transform(_ -> answers.end()).compose(_ -> sending).mapEmpty();
    }

    private Future<Settled> send(Judgement judgement, Due due, Looked looked) {
        return switch (judgement.judge(due, looked)) {
            case End(var settled) -> Future.succeededFuture(settled);
            case Say(var message, var booking) ->
                Future.succeededFuture(message)
                        .compose(said -> channel.send(due.tenant(), said))
                        .transform(sent -> Future.succeededFuture(
                                sent.succeeded()
                                        ? Settled.sent(due, message, sent.result())
                                        : new Judgement(times.now(due.tenant()), grace)
                                                .after(due, booking, sent.cause(), message)));
        };
    }
}
