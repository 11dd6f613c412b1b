package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;
import static scheduler.testing.Patience.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import scheduler.testing.Patience;

/// One node of a cluster tells the bus, and whoever takes its place begins where nobody may have been told.
class TurnTest {

    private static final String ELDER = "a";
    private static final String YOUNGER = "c";

    static Vertx vertx;

    private long nanos;
    private final Turn target = new Turn(vertx, "b", () -> nanos);

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        await(vertx.close());
    }

    private void pass(int seconds) {
        nanos += Duration.ofSeconds(seconds).toNanos();
    }

    private void hear(String id) {
        target.hear(new JsonObject().put("id", id));
    }

    private boolean isMineAt(long position) {
        target.take(position);
        return target.isMine();
    }

    @Test
    void who_is_alone_waits_for_others_and_then_begins_where_he_came() {
        assertThat(isMineAt(10)).isFalse();
        pass(3);
        assertThat(isMineAt(20)).isFalse();
        pass(3);
        assertThat(target.take(30)).isEqualTo(10);
        assertThat(target.isMine()).isTrue();
        pass(1);
        assertThat(target.take(40)).isEqualTo(40);
    }

    @Test
    void the_eldest_tells_and_need_not_wait_once_another_is_heard() {
        hear(YOUNGER);
        assertThat(isMineAt(10)).isTrue();
    }

    @Test
    void who_is_younger_is_silent_as_long_as_an_elder_is_heard() {
        for (int i = 0; i < 30; i++) {
            hear(ELDER);
            assertThat(isMineAt(i)).isFalse();
            pass(1);
        }
    }

    @Test
    void who_takes_over_begins_twenty_seconds_back() {
        for (int second = 0; second < 60; second++) {
            hear(ELDER);
            target.take(second);
            pass(1);
        }
        pass(4);
        assertThat(isMineAt(60)).isFalse();
        pass(2);

        long from = target.take(66);

        assertThat(target.isMine()).isTrue();
        assertThat(from).isBetween(40L, 46L);
    }

    @Test
    void whoever_leaves_says_so_and_is_not_waited_for() {
        pass(6);
        hear(ELDER);
        assertThat(isMineAt(10)).isFalse();

        target.hear(new JsonObject().put("id", ELDER).put("leaves", true));

        assertThat(isMineAt(11)).isTrue();
    }

    @Test
    void who_meets_an_elder_again_goes_on_beside_him_for_a_while() {
        pass(6);
        assertThat(isMineAt(10)).isTrue();
        for (int i = 0; i < 14; i++) {
            hear(ELDER);
            pass(1);
            assertThat(isMineAt(10)).isTrue();
        }
        for (int i = 0; i < 3; i++) {
            hear(ELDER);
            pass(1);
            target.take(10);
        }

        assertThat(target.isMine()).isFalse();
    }

    @Test
    void who_does_not_know_where_the_log_ends_says_nothing_so_that_nobody_relies_on_him() {
        var said = new CopyOnWriteArrayList<Object>();
        var bus = vertx.eventBus();
        await(bus.consumer("scheduler.node", message -> said.add(message.body()))
                .completion());
        var beginner = new Turn(vertx, "beginner", () -> nanos);

        beginner.hear(new JsonObject().put("id", ELDER));
        bus.publish("scheduler.node", "in between");
        beginner.take(10);
        beginner.hear(new JsonObject().put("id", YOUNGER));

        Patience.until(() -> said.size() >= 2);
        assertThat(said).containsExactly("in between", new JsonObject().put("id", "beginner"));
    }

    @Test
    void what_is_no_such_message_is_passed_over() {
        for (var said : List.of("text", 1, new JsonObject(), new JsonObject().put("id", 7))) {
            target.hear(said);
        }
        target.hear(null);
        hear("b");

        assertThat(isMineAt(1)).isFalse();
        pass(6);
        assertThat(isMineAt(2)).isTrue();
    }
}
