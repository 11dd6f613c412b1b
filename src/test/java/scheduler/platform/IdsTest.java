package scheduler.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import scheduler.testing.MovableClock;

/// Ids are UUIDs of version 7.
class IdsTest {

    private final MovableClock clock = new MovableClock(Instant.parse("2026-11-24T08:00:00.123Z"));
    private final Ids target = new Ids(clock);

    @Test
    void they_are_of_version_7_and_begin_with_the_time() {
        var id = target.next();

        assertThat(id.version()).isEqualTo(7);
        assertThat(id.variant()).isEqualTo(2);
        assertThat(id.getMostSignificantBits() >>> 16).isEqualTo(clock.millis());
    }

    @Test
    void a_later_one_sorts_after_an_earlier_one() {
        var ids = IntStream.range(0, 1000)
                .mapToObj(_ -> {
                    clock.advance(Duration.ofMillis(1));
                    return target.next().toString();
                })
                .toList();

        assertThat(ids).isSorted();
    }

    @Test
    void they_differ_within_a_millisecond() {
        var ids = new HashSet<UUID>();

        IntStream.range(0, 100_000).forEach(_ -> ids.add(target.next()));

        assertThat(ids).hasSize(100_000);
    }
}
