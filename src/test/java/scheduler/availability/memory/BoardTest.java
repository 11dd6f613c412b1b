package scheduler.availability.memory;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import scheduler.availability.memory.Board.Reading;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Session.Place;
import scheduler.availability.picture.Spans.Span;
import scheduler.platform.Times;

/// When the log has nothing to add about a booking that this node has written itself.
class BoardTest {

    private static final UUID BOOKING = new UUID(1, 1);
    private static final Times TIMES = new Times(() -> Instant.EPOCH);
    private static final Change MADE = change(1, List.of(new Place("role", "lee", 0, new Span(10, 20), null)));
    private static final Change CANCELLED = change(2, List.of());

    private final Board<Busy> target = new Board<>(new TakenTimes(TIMES), Long.MAX_VALUE);

    private static Change change(long version, List<Place> places) {
        return new Change(1, BOOKING, version, "visit", 10, 20, 1, null, Set.of("lee"), places, List.of(), List.of());
    }

    private Reading<Busy> begin() {
        return target.begin(1, "lee", _ -> {});
    }

    @Test
    void what_was_applied_is_remembered() {
        target.end(1, "lee", begin(), Busy.NONE);
        target.apply(MADE);

        assertThat(target.remembers(MADE)).isTrue();
    }

    @Test
    void what_somebody_has_undone_is_not() {
        target.end(1, "lee", begin(), Busy.NONE);
        target.apply(MADE);
        target.apply(CANCELLED);

        assertThat(target.remembers(MADE)).isFalse();
    }

    @Test
    void what_was_read_without_it_is_not() {
        target.end(1, "lee", begin(), Busy.NONE);
        target.apply(MADE);
        target.forget(1, "lee");
        target.end(1, "lee", begin(), Busy.NONE);

        assertThat(target.remembers(MADE)).isFalse();
    }

    @Test
    void what_is_being_read_may_lack_it() {
        target.apply(MADE);
        begin();

        assertThat(target.remembers(MADE)).isFalse();
    }

    @Test
    void who_is_not_there_will_be_read_with_it() {
        assertThat(target.remembers(MADE)).isTrue();
    }

    @Test
    void what_was_heard_is_passed_by_once() {
        var heard = new Heard();
        heard.add(1, "booking.confirmed", BOOKING);

        assertThat(heard.take(1, "booking.cancelled", BOOKING.toString())).isFalse();
        assertThat(heard.take(2, "booking.confirmed", BOOKING.toString())).isFalse();
        assertThat(heard.take(1, "booking.confirmed", BOOKING.toString())).isTrue();
        assertThat(heard.take(1, "booking.confirmed", BOOKING.toString())).isFalse();
    }

    @Test
    void no_more_is_kept_than_can_be_caught_up_with() {
        var heard = new Heard();
        for (int i = 0; i <= Heard.MAX; i++) {
            heard.add(1, "booking.confirmed", new UUID(0, i));
        }

        assertThat(heard.take(1, "booking.confirmed", new UUID(0, 0).toString()))
                .isFalse();
        assertThat(heard.take(1, "booking.confirmed", new UUID(0, 1).toString()))
                .isTrue();
    }
}
