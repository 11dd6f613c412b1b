package scheduler.message;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A place on the event bus that knows what it is asked: the very record instance arrives, no JSON in between. Whoever
/// asks in JSON has the name itself as his address, records go beside it.
public record Address<Q extends Record>(String name, Duration answerMax) {

    /// Beyond every timeout of the database, so that the more telling failure comes first.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    private static final String BESIDE = ".record";

    /// The names under which an event loop answers what is asked on that loop itself.
    private static final Set<String> NEAR = ConcurrentHashMap.newKeySet();

    private static final Logger LOG = LoggerFactory.getLogger(Address.class);

    public Address(String name) {
        this(name, ANSWER_MAX);
    }

    /// Asks, and gives the outcome. Whoever answers on the same event loop is asked first: nothing has to wait for
    /// another thread then. A failed future means that the machine failed; its failure may be a `Refusal`.
    public Future<Outcome> ask(Vertx vertx, Q question) {
        return vertx.eventBus()
                .<Answered>request(nearest(), question, delivery())
                .map(Message::body)
                .compose(Answered::asFuture, Address::unanswered);
    }

    /// Answers what is asked here. An answer that throws still answers: composing from a succeeded future catches it,
    /// where a consumer that throws would leave the caller to its full timeout.
    public Future<Void> serve(Vertx vertx, Function<Q, Future<Outcome>> answer) {
        var anywhere = consumer(vertx, name + BESIDE, answer).completion();
        if (!Context.isOnEventLoopThread()) {
            return anywhere;
        }
        var near = near();
        var here = consumer(vertx, near, answer);
        here.endHandler(_ -> NEAR.remove(near));
        NEAR.add(near);
        return Future.all(anywhere, here.completion()).mapEmpty();
    }

    private String nearest() {
        var near = near();
        return NEAR.contains(near) ? near : name + BESIDE;
    }

    private String near() {
        return name + BESIDE + "." + Thread.currentThread().threadId();
    }

    private MessageConsumer<Q> consumer(Vertx vertx, String where, Function<Q, Future<Outcome>> answer) {
        return vertx.eventBus().localConsumer(where, asked -> {
            long began = System.nanoTime();
            Future.succeededFuture(asked.body()).compose(answer).onComplete((outcome, failure) -> {
                var answered = new Answered(outcome, failure);
                try {
                    Telemetry.answered(name, answered, System.nanoTime() - began);
                } finally {
                    asked.reply(answered);
                }
            });
        });
    }

    private DeliveryOptions delivery() {
        return new DeliveryOptions().setLocalOnly(true).setSendTimeout(answerMax.toMillis());
    }

    private static Future<Outcome> unanswered(Throwable failure) {
        if (failure instanceof ReplyException reply) {
            LOG.atWarn().setCause(reply).log("An address did not answer");
            return Future.failedFuture(Refusal.overloaded("No answer came in time. Try again."));
        }
        return Future.failedFuture(failure);
    }
}
