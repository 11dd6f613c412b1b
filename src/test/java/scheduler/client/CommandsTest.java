package scheduler.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scheduler.testing.Patience.await;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What is sent again when no answer comes, and what is not.
class CommandsTest {

    private static final Duration SOON = Duration.ofMillis(200);
    private static final JsonObject NOTHING = new JsonObject();

    static Vertx vertx;
    static Commands target;

    private final List<Message<JsonObject>> asked = new CopyOnWriteArrayList<>();

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
        target = new Commands(vertx, "demo");
    }

    @AfterAll
    static void stop() {
        await(vertx.close());
    }

    private void serve(String name, Consumer<Message<JsonObject>> answer) {
        var consumer = vertx.eventBus().<JsonObject>consumer("scheduler.command." + name, message -> {
            asked.add(message);
            answer.accept(message);
        });
        await(consumer.completion());
    }

    /// As a node that dies with the first command in hand.
    private void answerFromTheSecond(Message<JsonObject> message) {
        if (asked.size() > 1) {
            message.reply(new JsonObject().put("id", "done"));
        }
    }

    @Test
    void with_a_key_it_is_sent_again_as_it_was() {
        serve("keyed", this::answerFromTheSecond);

        var call = Call.withKey("k").ifVersion(3).traceparent("00-trace").within(SOON);
        var reply = await(target.ask("keyed", new JsonObject().put("id", "b"), call, false));

        assertThat(reply.json().getString("id")).isEqualTo("done");
        assertThat(asked).hasSizeGreaterThan(1).allSatisfy(message -> {
            assertThat(message.body()).isEqualTo(new JsonObject("{\"id\":\"b\",\"tenant\":\"demo\"}"));
            assertThat(message.headers().get("idempotency-key")).isEqualTo("k");
            assertThat(message.headers().get("if-match")).isEqualTo("\"3\"");
            assertThat(message.headers().get("traceparent")).isEqualTo("00-trace");
        });
    }

    @Test
    void what_changes_nothing_is_sent_again() {
        serve("read", this::answerFromTheSecond);

        assertThat(await(target.ask("read", NOTHING, Call.PLAIN.within(SOON), true))
                        .json())
                .isNotNull();
    }

    @Test
    void what_may_have_been_done_is_not_sent_again_without_a_key() {
        serve("unkeyed", this::answerFromTheSecond);

        var failure = catchThrowableOfType(
                Unanswered.class, () -> await(target.ask("unkeyed", NOTHING, Call.PLAIN.within(SOON), false)));

        assertThat(failure).hasMessage("unkeyed was not answered: TIMEOUT");
        assertThat(failure.key()).isNull();
        assertThat(asked).hasSize(1);
    }

    @Test
    void what_has_reached_nobody_is_sent_again() {
        var reply = target.ask("later", NOTHING, Call.PLAIN, false);
        serve("later", message -> message.reply(new JsonObject().put("id", "late")));

        assertThat(await(reply).json().getString("id")).isEqualTo("late");
    }

    @Test
    void a_refusal_is_an_answer_also_where_it_is_no_problem_document() {
        serve("refusing", message -> message.fail(503, "nothing that is JSON"));

        var refused = catchThrowableOfType(
                Refused.class, () -> await(target.ask("refusing", NOTHING, Call.withKey("k"), false)));

        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.code()).isEqualTo("unknown");
        assertThat(refused.detail()).isEqualTo("nothing that is JSON");
        assertThat(asked).hasSize(1);
    }
}
