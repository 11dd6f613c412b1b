package scheduler.message;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import java.time.Duration;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A place on the event bus that knows what it is asked: the very record instance arrives, no JSON in between. Whoever
/// asks in JSON has the name itself as his address, records go beside it.
public record Address<Q extends Record>(String name, Duration answerMax) {

    /// Beyond every timeout of the database, so that the more telling failure comes first.
    private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

    private static final String BESIDE = ".record";

    private static final Logger LOG = LoggerFactory.getLogger(Address.class);

    public Address(String name) {
        this(name, ANSWER_MAX);
    }

    /// Asks, and gives the outcome. A failed future means that the machine failed; its failure may be a `Refusal`.
    public Future<Outcome> ask(Vertx vertx, Q question) {
        return vertx.eventBus()
                .<Answered>request(name + BESIDE, question, delivery())
                .map(Message::body)
                .compose(Answered::asFuture, Address::unanswered);
    }

    /// Answers what is asked here. An answer that throws still answers: composing from a succeeded future catches it,
    /// where a consumer that throws would leave the caller to its full timeout.
    public Future<Void> serve(Vertx vertx, Function<Q, Future<Outcome>> answer) {
        return vertx.eventBus()
                .<Q>localConsumer(name + BESIDE, asked -> {
                    long began = System.nanoTime();
                    Future.succeededFuture(asked.body()).compose(answer).onComplete((outcome, failure) -> {
                        var answered = new Answered(outcome, failure);
                        try {
                            Telemetry.answered(name, answered, System.nanoTime() - began);
                        } finally {
                            asked.reply(answered);
                        }
                    });
                })
                .completion();
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
