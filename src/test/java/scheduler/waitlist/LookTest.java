package scheduler.waitlist;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import scheduler.message.Fields;
import scheduler.time.TimeRange;
import scheduler.waitlist.Look.Answer;
import scheduler.waitlist.Look.Chance;
import scheduler.waitlist.Waitlist.Status;
import scheduler.waitlist.WaitlistStore.Next;
import scheduler.waitlist.WaitlistStore.Page;
import scheduler.waitlist.WaitlistStore.Place;

/// The order of one look, with a calendar of hours that changes between two steps of it, as no clock could arrange.
class LookTest {

    private static final Instant NINE = Instant.parse("2026-12-01T09:00:00Z");
    private static final Wish ANYTHING = Fields.readWhole(
            new JsonObject().put("service", "visit").put("from", "2026-12-01").put("to", "2026-12-01"), "", Wish::read);

    private final Calendar calendar = new Calendar();

    @Test
    void what_becomes_free_after_his_turn_goes_to_who_came_first() {
        calendar.beforeTurn.put(2, () -> calendar.free.add(9));

        look(3);

        assertThat(calendar.held).containsExactly(Map.entry(1, 9));
    }

    @Test
    void who_came_later_gets_what_is_left_then() {
        calendar.beforeTurn.put(3, () -> calendar.free.addAll(Set.of(9, 10, 11)));

        look(3);

        assertThat(calendar.held).containsOnly(Map.entry(1, 9), Map.entry(2, 10), Map.entry(3, 11));
    }

    @Test
    void whom_it_does_not_suit_is_asked_and_passed_over_again() {
        calendar.beforeTurn.put(2, () -> calendar.free.add(9));
        calendar.suits = (who, hour) -> who != 1 || hour > 12;

        look(3);

        assertThat(calendar.held).containsExactly(Map.entry(2, 9));
    }

    @Test
    void whose_limit_is_reached_gets_a_start_behind_its_period() {
        calendar.free.addAll(Set.of(9, 10, 33));
        calendar.answers.put(9, closed(0, 24));

        look(2);

        assertThat(calendar.held).containsOnly(Map.entry(1, 33), Map.entry(2, 9));
        assertThat(calendar.tried).containsExactly("1@9", "1@33", "2@9");
    }

    @Test
    void a_start_that_is_lost_again_and_again_is_left_to_the_next_look() {
        calendar.free.add(9);
        calendar.answers.put(9, Answer.Plain.OUTRUN);

        look(1);

        assertThat(calendar.held).isEmpty();
        assertThat(calendar.tried).hasSize(3);
    }

    @Test
    void one_of_whom_nothing_can_be_known_does_not_keep_the_others_from_their_turns() {
        calendar.free.add(9);
        calendar.beforeTurn.put(1, () -> {
            throw new IllegalStateException("a wish that nobody understands");
        });

        look(2);

        assertThat(calendar.held).containsExactly(Map.entry(2, 9));
    }

    @Test
    void more_than_a_page_of_them_have_their_turns() {
        calendar.beforeTurn.put(120, () -> calendar.free.add(9));
        calendar.suits = (who, _) -> who == 60 || who == 120;

        look(130);

        assertThat(calendar.turns).isEqualTo(130);
        assertThat(calendar.held).containsExactly(Map.entry(60, 9));
    }

    private void look(int count) {
        calendar.turns = 0;
        var entries = new ArrayList<Next>();
        for (int i = 1; i <= count; i++) {
            entries.add(new Next(entry(i), null, false));
        }
        var look = new Look(
                (last, max) -> {
                    int from = (int) last.id().getLeastSignificantBits();
                    int to = Math.min(count, from + max);
                    var place = new Place(Instant.EPOCH, new UUID(0, to));
                    return Future.succeededFuture(new Page(entries.subList(from, to), to == count ? null : place));
                },
                calendar,
                Freed.ANY);
        assertThat(look.run().succeeded()).isTrue();
    }

    private static Entry entry(int number) {
        return new Entry(
                new UUID(0, number),
                1,
                Status.WAITING,
                ANYTHING,
                Instant.MAX,
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    private static int number(Entry entry) {
        return (int) entry.id().getLeastSignificantBits();
    }

    private static Answer closed(int fromHour, int toHour) {
        return new Answer.Closed(new TimeRange(hour(fromHour), hour(toHour)));
    }

    private static Instant hour(int hour) {
        return NINE.plus(Duration.ofHours(hour - 9L));
    }

    /// Hours of which each can be held once. What is to happen before somebody is asked the first time happens then.
    private static final class Calendar implements Look.Chances {

        private final Set<Integer> free = new HashSet<>();
        private final Map<Integer, Runnable> beforeTurn = new HashMap<>();
        private final Map<Integer, Answer> answers = new HashMap<>();
        private final Map<Integer, Integer> held = new HashMap<>();
        private final List<String> tried = new ArrayList<>();
        private BiFunction<Integer, Integer, Boolean> suits = (_, _) -> true;
        private int turns;

        @Override
        public Future<Optional<Entry>> settle(Next next) {
            turns++;
            beforeTurn.getOrDefault(number(next.entry()), () -> {}).run();
            return Future.succeededFuture(Optional.of(next.entry()));
        }

        @Override
        public Future<Optional<Chance>> first(Seeker seeker, Freed freed) {
            return Future.succeededFuture(free.stream()
                    .sorted()
                    .filter(each -> suits.apply(number(seeker.entry()), each))
                    .filter(each -> !seeker.isClosed(hour(each)))
                    .map(each -> new TimeRange(hour(each), hour(each + 1)))
                    .filter(each -> freed.in(each).isPresent())
                    .map(each -> new Chance(each, each, List.of()))
                    .findFirst());
        }

        @Override
        public Future<Answer> hold(Seeker seeker, Chance chance) {
            int who = number(seeker.entry());
            int hour = (int) Duration.between(NINE, chance.time().start()).toHours() + 9;
            tried.add(who + "@" + hour);
            var answer = who == 1 ? answers.get(hour) : null;
            if (answer != null) {
                return Future.succeededFuture(answer);
            }
            free.remove(hour);
            held.put(who, hour);
            return Future.succeededFuture(Answer.Plain.HELD);
        }
    }
}
