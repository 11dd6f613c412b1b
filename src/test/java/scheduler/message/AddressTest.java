package scheduler.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scheduler.testing.Patience.await;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.junit5.VertxExtension;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import scheduler.message.Outcome.Found;

/// Asking and answering inside one JVM.
@ExtendWith(VertxExtension.class)
class AddressTest {

    record Question(String text) {}

    static Vertx vertx;

    @BeforeAll
    static void start(Vertx started) {
        vertx = started;
        RecordCodec.register(vertx);
    }

    @Test
    void question_and_outcome_arrive_uncopied() {
        var target = new Address<Question>("test.uncopied");
        var question = new Question("how?");
        var outcome = new Found("{}", 3);
        var asked = new AtomicReference<Question>();
        await(target.serve(vertx, each -> {
            asked.set(each);
            return Future.succeededFuture(outcome);
        }));

        var answer = await(target.ask(vertx, question));

        assertThat(asked.get()).isSameAs(question);
        assertThat(answer).isSameAs(outcome);
    }

    @Test
    void who_asks_is_answered_on_his_own_event_loop_while_somebody_is_there() {
        var target = new Address<Question>("test.near");
        var everywhere = new DeploymentOptions().setInstances(VertxOptions.DEFAULT_EVENT_LOOP_POOL_SIZE);
        var answering = await(vertx.deployVerticle(() -> new Answering(target), everywhere));

        await(vertx.deployVerticle(() -> new Asking(target), everywhere));
        await(vertx.undeploy(answering));
        assertThat(catchThrowable(() -> await(vertx.deployVerticle(() -> new Asking(target), everywhere))))
                .isInstanceOfSatisfying(
                        Refusal.class,
                        refusal -> assertThat(refusal.problem().code()).isEqualTo(Code.OVERLOADED));

        await(vertx.deployVerticle(new Answering(target)));
        assertThat(await(target.ask(vertx, new Question("where?")))).isInstanceOf(Found.class);
    }

    private static Found here() {
        return new Found(Thread.currentThread().getName(), 1);
    }

    /// Says on which event loop it is.
    private static final class Answering extends VerticleBase {
        private final Address<Question> target;

        Answering(Address<Question> target) {
            this.target = target;
        }

        @Override
        public Future<?> start() {
            return target.serve(vertx, _ -> Future.succeededFuture(here()));
        }
    }

    /// Does not start where it is answered elsewhere.
    private static final class Asking extends VerticleBase {
        private final Address<Question> target;

        Asking(Address<Question> target) {
            this.target = target;
        }

        @Override
        public Future<?> start() {
            return target.ask(vertx, new Question("where?"))
                    .compose(outcome -> outcome.equals(here())
                            ? Future.succeededFuture()
                            : Future.failedFuture(new AssertionError(outcome + " is elsewhere")));
        }
    }

    @Test
    void an_answer_that_throws_is_there_at_once() {
        var target = new Address<Question>("test.throwing", Duration.ofHours(1));
        var thrown = new IllegalStateException("thrown");
        await(target.serve(vertx, _ -> {
            throw thrown;
        }));

        assertThat(catchThrowable(() -> await(target.ask(vertx, new Question("how?")))))
                .isSameAs(thrown);
    }

    @Test
    void so_it_is_on_the_same_event_loop() {
        var target = new Address<Question>("test.throwing.near");
        var thrown = new IllegalStateException("thrown");
        var asking = vertx.deployVerticle(new VerticleBase() {
            @Override
            public Future<?> start() {
                return target.serve(vertx, _ -> {
                            throw thrown;
                        })
                        .compose(_ -> target.ask(vertx, new Question("how?")));
            }
        });

        assertThat(catchThrowable(() -> await(asking))).isSameAs(thrown);
    }

    @Test
    void an_error_is_an_answer_too() {
        var target = new Address<Question>("test.error", Duration.ofHours(1));
        await(target.serve(vertx, AddressTest::fallDeep));

        assertThat(catchThrowable(() -> await(target.ask(vertx, new Question("how?")))))
                .isInstanceOf(StackOverflowError.class);
    }

    @Test
    void an_answer_that_cannot_be_measured_is_given_all_the_same() {
        var target = new Address<Question>("test.unmeasured", Duration.ofHours(1));
        var outcome = new Found("{}", 3);
        await(target.serve(vertx, _ -> Future.succeededFuture(outcome)));
        var unable = new SimpleMeterRegistry() {
            @Override
            protected Timer newTimer(Meter.Id id, DistributionStatisticConfig histogram, PauseDetector pauses) {
                if (target.name().equals(id.getTag("address"))) {
                    throw new IllegalStateException("no room for another timer");
                }
                return super.newTimer(id, histogram, pauses);
            }
        };
        Metrics.addRegistry(unable);

        try {
            assertThat(await(target.ask(vertx, new Question("how?")))).isSameAs(outcome);
        } finally {
            Metrics.removeRegistry(unable);
        }
    }

    @SuppressWarnings("InfiniteRecursion")
    private static Future<Outcome> fallDeep(Question question) {
        return fallDeep(new Question(question.text() + "?")).otherwiseEmpty();
    }

    @Test
    void a_failure_keeps_its_type_and_a_refusal_its_problem() {
        var target = new Address<Question>("test.refusing");
        var problem = Problem.at(Code.SLOT_TAKEN, "/start", "It is taken.").with("alternatives", "none");
        await(target.serve(vertx, _ -> Future.failedFuture(new Refusal(problem))));

        var refusal = catchThrowableOfType(Refusal.class, () -> await(target.ask(vertx, new Question("how?"))));

        assertThat(refusal.problem()).isSameAs(problem);
    }

    @Test
    void nobody_there_is_a_refusal_that_can_be_retried() {
        var target = new Address<Question>("test.nobody");

        assertOverloaded(target);
    }

    @Test
    void no_answer_in_time_is_a_refusal_that_can_be_retried() {
        var target = new Address<Question>("test.silent", Duration.ofMillis(30));
        await(target.serve(vertx, _ -> Promise.<Outcome>promise().future()));

        assertOverloaded(target);
    }

    private static void assertOverloaded(Address<Question> target) {
        var refusal = catchThrowableOfType(Refusal.class, () -> await(target.ask(vertx, new Question("how?"))));
        assertThat(refusal.problem().code()).isEqualTo(Code.OVERLOADED);
    }
}
