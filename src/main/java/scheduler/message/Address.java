package scheduler.message;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A place on the event bus that knows what it is asked: the very record instance arrives, no JSON in between. Whoever
/// asks in JSON has the name itself as his address, records go beside it.
public record Address<Q extends Record>(String name, Duration answerMax) {

    /// Beyond every timeout of the database, so that the more telling failure comes first.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    private static final String BESIDE = ".record";

    private static final DeliveryOptions HERE = new DeliveryOptions().setLocalOnly(true);

    /// What the event loop that this is asked on answers itself, by the name of the address: where it takes that.
    private static final ThreadLocal<Map<String, String>> NEAR = ThreadLocal.withInitial(HashMap::new);

    private static final Logger LOG = LoggerFactory.getLogger(Address.class);

    public Address(String name) {
        this(name, ANSWER_MAX);
    }

    /// A question on its way to somebody on the same event loop, who gives the answer to whoever waits for it. A reply
    /// of the event bus would be a registration and a timer each, a tenth of what it costs to refuse a booking.
    /// Nothing ends the wait but the answer: HTTP has a deadline of its own, and so has whoever asks in JSON. All
    /// others ask for an answer in time.
    private record Handed<Q>(Q question, Promise<Outcome> answer, Context context, Thread thread) {

        /// Gives the answer on the event loop that asked, also when it was found on another.
        void give(@Nullable Outcome outcome, @Nullable Throwable failure) {
            if (Thread.currentThread().equals(thread)) {
                answer.handle(failure == null ? Future.succeededFuture(outcome) : Future.failedFuture(failure));
            } else {
                context.runOnContext(_ -> give(outcome, failure));
            }
        }
    }

    /// Asks, and gives the outcome. Whoever answers on the same event loop is asked first: nothing has to wait for
    /// another thread then. A failed future means that the machine failed; its failure may be a `Refusal`.
    public Future<Outcome> ask(Vertx vertx, Q question) {
        var near = NEAR.get().get(name);
        return near == null ? askAnybody(vertx, question) : hand(vertx, near, question);
    }

    /// The same for whoever has no deadline of his own.
    public Future<Outcome> askInTime(Vertx vertx, Q question) {
        return ask(vertx, question)
                .timeout(answerMax.toMillis(), TimeUnit.MILLISECONDS)
                .recover(failure -> failure instanceof TimeoutException ? late(failure) : Future.failedFuture(failure));
    }

    private static <Q> Future<Outcome> hand(Vertx vertx, String near, Q question) {
        var answer = Promise.<Outcome>promise();
        var handed = new Handed<>(question, answer, vertx.getOrCreateContext(), Thread.currentThread());
        vertx.eventBus()
                .sender(near, HERE)
                .write(handed)
                .onFailure(failure -> unanswered(failure).onComplete(answer));
        return answer.future();
    }

    private Future<Outcome> askAnybody(Vertx vertx, Q question) {
        return vertx.eventBus()
                .<Answered>request(name + BESIDE, question, delivery())
                .map(Message::body)
                .compose(Answered::asFuture, Address::unanswered);
    }

    /// Answers what is asked here.
    public Future<Void> serve(Vertx vertx, Function<Q, Future<Outcome>> answer) {
        var anywhere = vertx.eventBus()
                .<Q>localConsumer(
                        name + BESIDE,
                        asked -> answered(asked.body(), answer)
                                .onComplete((outcome, failure) -> asked.reply(new Answered(outcome, failure))))
                .completion();
        return Context.isOnEventLoopThread()
                ? Future.all(anywhere, serveNear(vertx, answer)).mapEmpty()
                : anywhere;
    }

    private Future<Void> serveNear(Vertx vertx, Function<Q, Future<Outcome>> answer) {
        var near = name + BESIDE + "." + Thread.currentThread().threadId();
        var here = vertx.eventBus().<Handed<Q>>localConsumer(near, asked -> {
            var handed = asked.body();
            answered(handed.question, answer).onComplete(handed::give);
        });
        here.endHandler(_ -> NEAR.get().remove(name));
        NEAR.get().put(name, near);
        return here.completion();
    }

    /// An answer that throws still answers: composing from a succeeded future catches it, where a consumer that throws
    /// would leave the caller to its full timeout.
    private Future<Outcome> answered(Q question, Function<Q, Future<Outcome>> answer) {
        long began = System.nanoTime();
        return Future.succeededFuture(question)
                .compose(answer)
                .onComplete((outcome, failure) -> measure(new Answered(outcome, failure), System.nanoTime() - began));
    }

    private void measure(Answered answered, long nanos) {
        try {
            Telemetry.answered(name, answered, nanos);
        } catch (RuntimeException e) {
            LOG.atWarn().setCause(e).log("An answer could not be measured");
        }
    }

    private DeliveryOptions delivery() {
        return new DeliveryOptions().setLocalOnly(true).setSendTimeout(answerMax.toMillis());
    }

    private static Future<Outcome> unanswered(Throwable failure) {
        return failure instanceof ReplyException ? late(failure) : Future.failedFuture(failure);
    }

    private static Future<Outcome> late(Throwable failure) {
        LOG.atWarn().setCause(failure).log("An address did not answer");
        return Future.failedFuture(Refusal.overloaded("No answer came in time. Try again."));
    }
}
