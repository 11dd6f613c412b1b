package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import scheduler.availability.Start;
import scheduler.booking.Crowds.Asked;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;

/// Who waits for whom when many want the same: decisions end when a test says so.
class CrowdsTest {

    private static final Asked NINE = asked("2026-12-01T09:00:00Z");
    private static final Asked TEN = asked("2026-12-01T10:00:00Z");
    private static final Problem TAKEN = Problem.of(Code.SLOT_TAKEN, "taken");
    private static final Outcome BOOKED = new Found("booked", 1);

    private final Crowds<Problem> target = new Crowds<>();
    private final List<Promise<Outcome>> decisions = new ArrayList<>();

    @Test
    void as_long_as_nobody_is_about_to_be_refused_each_is_decided_alone() {
        come(NINE, 3);

        assertThat(decisions).hasSize(3);
    }

    @Test
    void those_who_come_while_one_is_about_to_be_refused_are_told_with_the_first_of_them() {
        var first = refusedSoon(NINE);
        var others = come(NINE, 100);
        assertThat(decisions).hasSize(1);

        refuse(0, NINE);
        assertThat(first.result()).isEqualTo(Outcome.refused(TAKEN));
        assertThat(decisions).hasSize(2);
        var later = come(NINE, 50);
        refuse(1, NINE);

        assertThat(others).allSatisfy(each -> assertThat(each.result()).isEqualTo(Outcome.refused(TAKEN)));
        assertThat(later).noneMatch(Future::isComplete);
        refuse(2, NINE);
        assertThat(later).allSatisfy(each -> assertThat(each.result()).isEqualTo(Outcome.refused(TAKEN)));
        come(NINE, 1);
        assertThat(decisions).hasSize(4);
    }

    @Test
    void others_are_not_kept_waiting() {
        refusedSoon(NINE);

        come(TEN, 2);

        assertThat(decisions).hasSize(3);
    }

    @Test
    void where_the_first_gets_it_each_of_the_others_is_decided_alone() {
        refusedSoon(NINE);
        var others = come(NINE, 3);
        refuse(0, NINE);

        decisions.get(1).complete(BOOKED);

        assertThat(others.getFirst().result()).isEqualTo(BOOKED);
        assertThat(decisions).hasSize(4);
        decisions.get(2).fail("away");
        decisions.get(3).complete(BOOKED);
        assertThat(others.get(1).failed()).isTrue();
        assertThat(others.get(2).result()).isEqualTo(BOOKED);
    }

    @Test
    void what_fails_for_the_first_is_tried_for_the_others() {
        refusedSoon(NINE);
        var others = come(NINE, 2);
        refuse(0, NINE);

        decisions.get(1).fail("away");
        decisions.get(2).complete(BOOKED);

        assertThat(others.getFirst().failed()).isTrue();
        assertThat(others.getLast().result()).isEqualTo(BOOKED);
    }

    @Test
    void what_throws_is_an_answer_too() {
        refusedSoon(NINE);
        var thrown = target.decide(
                NINE,
                () -> {
                    throw new IllegalStateException("a service that nobody knows");
                },
                refusal -> Future.succeededFuture(Outcome.refused(refusal)));
        var other = come(NINE, 1).getFirst();

        refuse(0, NINE);

        assertThat(thrown.cause()).hasMessage("a service that nobody knows");
        decisions.get(1).complete(BOOKED);
        assertThat(other.result()).isEqualTo(BOOKED);
    }

    private Future<Outcome> refusedSoon(Asked asked) {
        return target.gather(asked, come(asked, 1).getFirst());
    }

    private List<Future<Outcome>> come(Asked asked, int count) {
        return IntStream.range(0, count)
                .mapToObj(_ -> target.decide(
                        asked,
                        () -> {
                            var decision = Promise.<Outcome>promise();
                            decisions.add(decision);
                            return decision.future();
                        },
                        refusal -> Future.succeededFuture(Outcome.refused(refusal))))
                .toList();
    }

    private void refuse(int decision, Asked asked) {
        target.refuse(asked, TAKEN);
        decisions.get(decision).complete(Outcome.refused(TAKEN));
    }

    private static Asked asked(String start) {
        return new Asked(1, "visit", new Start.At(Instant.parse(start)), null, List.of(), 1);
    }
}
