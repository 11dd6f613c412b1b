package scheduler.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scheduler.message.Tenant;

/// What is kept of the end of the log for those who follow it.
class RecentTest {

    private static final int EVENTS = 1_000;

    private final Tenant tenant = new Tenant(1, "demo");
    private final WatchEvents all = new WatchEvents(tenant, 0, List.of(), null);

    private Recent recent() {
        var recent = Recent.endingAt(0);
        for (long position = 1; position <= EVENTS; position++) {
            recent = recent.and(List.of(event(position)), position);
        }
        return recent;
    }

    private Logged event(long position) {
        var json = "{\"filling\":\"" + "x".repeat(2_000) + "\"}";
        return new Logged(tenant, position, new UUID(0, position), "test.happened", "some", Instant.EPOCH, json);
    }

    private static List<String> ids(String text) {
        return text.lines()
                .filter(line -> line.startsWith("id: "))
                .map(line -> line.substring("id: ".length()))
                .toList();
    }

    @Test
    void all_who_are_at_one_place_are_given_the_same_text() {
        var target = recent();

        assertThat(target.after(all, EVENTS - 9)).isSameAs(target.after(all, EVENTS - 9));
    }

    @Test
    void many_who_are_scattered_over_a_quiet_log_are_given_what_follows_and_it_is_not_kept_for_each() {
        var target = recent();

        for (long position = 0; position < EVENTS; position++) {
            var piece = target.after(all, position);
            var given = ids(piece.text().toString());

            assertThat(given).hasSize((int) (piece.position() - position));
            assertThat(given.getFirst()).isEqualTo(Long.toString(position + 1));
            assertThat(given.getLast()).isEqualTo(Long.toString(piece.position()));
            assertThat(piece.hasMore()).isEqualTo(piece.position() < EVENTS);
        }

        long kept = target.given().pieces().values().stream()
                .mapToLong(piece -> piece.text().length())
                .sum();
        assertThat(kept).isPositive().isLessThan(Recent.Given.BYTES_MAX + (128 << 10));
    }
}
