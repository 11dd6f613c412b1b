package scheduler.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// However many ask, PostgreSQL is asked now and then.
class PulseTest {

    private final AtomicLong nanos = new AtomicLong();
    private final List<Promise<Void>> looks = new ArrayList<>();
    private final Pulse target = new Pulse(this::look, nanos::get);

    private Future<Void> look() {
        looks.add(Promise.promise());
        return looks.getLast().future();
    }

    @Test
    void all_who_ask_while_it_looks_share_what_it_sees() {
        var asked = IntStream.range(0, 800).mapToObj(_ -> target.take()).toList();

        pass(10 * Pulse.MOMENT.toNanos());
        var late = target.take();
        looks.getFirst().complete();

        assertThat(looks).hasSize(1);
        assertThat(asked).allMatch(Future::succeeded);
        assertThat(late.succeeded()).isTrue();
    }

    @Test
    void what_it_saw_holds_for_a_moment_good_or_bad() {
        target.take();
        looks.getFirst().fail("away");

        pass(Pulse.MOMENT.toNanos() - 1);
        var meanwhile = target.take();
        pass(1);
        var after = target.take();
        looks.getLast().complete();

        assertThat(meanwhile.failed()).isTrue();
        assertThat(after.succeeded()).isTrue();
        assertThat(looks).hasSize(2);
    }

    private void pass(long time) {
        nanos.addAndGet(time);
    }
}
