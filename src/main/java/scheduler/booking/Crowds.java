package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scheduler.availability.Start;
import scheduler.availability.picture.Pin;
import scheduler.message.Outcome;

/// Those who want the very same. As soon as one of them is about to be refused, whoever comes waits for what becomes of
/// the next, who is judged by what is true after all of them have come; so thousands who want one start cost hardly
/// more than one. One for each event loop, so it needs no locks. `R` is what there is to say of how one of them is
/// refused.
final class Crowds<R> {

    private final Map<Asked, Crowd<R>> crowds = new HashMap<>();

    /// All that the judgement of a wish rests on. For whom it is decides nothing before the database is asked.
    record Asked(
            long tenant,
            String service,
            Start start,
            @Nullable Duration duration,
            List<Pin> pins,
            int seats) {

        static Asked of(Wish wish) {
            var wanted = wish.wanted();
            return new Asked(
                    wish.write().tenant().no(),
                    wanted.service(),
                    wanted.start(),
                    wanted.duration(),
                    wanted.pins(),
                    wish.seats());
        }
    }

    private static final class Crowd<R> {
        private List<Member<R>> waiting = new ArrayList<>();
        private @Nullable R refusal;
    }

    private record Member<R>(
            Promise<Outcome> promise, Supplier<Future<Outcome>> alone, Function<R, Future<Outcome>> told) {

        // Composed, what throws is an answer too; else nobody would be told.
        void decide() {
            Future.succeededFuture().compose(_ -> alone.get()).onComplete(promise);
        }

        void tell(R refusal) {
            Future.succeededFuture().compose(_ -> told.apply(refusal)).onComplete(promise);
        }
    }

    /// Decides `alone`, or where a crowd has gathered has him `told` how one is refused who wants the same.
    Future<Outcome> decide(Asked asked, Supplier<Future<Outcome>> alone, Function<R, Future<Outcome>> told) {
        var crowd = crowds.get(asked);
        if (crowd == null) {
            return alone.get();
        }
        var promise = Promise.<Outcome>promise();
        crowd.waiting.add(new Member<>(promise, alone, told));
        return promise.future();
    }

    /// Has those who come wait, from now until nobody has come while a decision was under way.
    Future<Outcome> gather(Asked asked, Future<Outcome> decision) {
        if (!crowds.containsKey(asked)) {
            var crowd = new Crowd<R>();
            crowds.put(asked, crowd);
            decision.onComplete(_ -> next(asked, crowd));
        }
        return decision;
    }

    /// Says how whoever is judged now is refused, for those who came before he was.
    void refuse(Asked asked, R refusal) {
        var crowd = crowds.get(asked);
        if (crowd != null) {
            crowd.refusal = refusal;
        }
    }

    private void next(Asked asked, Crowd<R> crowd) {
        var members = crowd.waiting;
        if (members.isEmpty()) {
            crowds.remove(asked);
            return;
        }
        crowd.waiting = new ArrayList<>();
        crowd.refusal = null;
        var first = members.getFirst();
        first.promise.future().onComplete(_ -> {
            var refusal = crowd.refusal;
            for (var each : members.subList(1, members.size())) {
                if (refusal == null) {
                    each.decide();
                } else {
                    each.tell(refusal);
                }
            }
            next(asked, crowd);
        });
        first.decide();
    }
}
