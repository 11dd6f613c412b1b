package scheduler.waitlist;

import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.StoreFailure;
import scheduler.message.Refusal;
import scheduler.platform.Rounds;
import scheduler.time.TimeRange;
import scheduler.waitlist.WaitlistStore.Next;
import scheduler.waitlist.WaitlistStore.Page;
import scheduler.waitlist.WaitlistStore.Place;

/// One look through those who wait for a service, in the order in which they came. Who was passed over is asked again
/// before somebody who came later gets a time: it may have become free after his turn.
final class Look {

    private static final Logger LOG = LoggerFactory.getLogger(Look.class);
    private static final int PAGE = 50;

    private final Line line;
    private final Chances chances;
    private final Freed freed;
    private final List<Seeker> passedOver = new ArrayList<>();

    /// Those who wait, in the order in which they came.
    interface Line {

        /// So many after a place.
        Future<Page> after(Place last, int max);
    }

    /// What can be had, and by whom.
    interface Chances {

        /// The first time that suits somebody and takes something of what is free.
        Future<Optional<Chance>> first(Seeker seeker, Freed freed);

        Future<Answer> hold(Seeker seeker, Chance chance);

        /// Settles what was held for somebody who has not been told; gives him back if he still waits.
        Future<Optional<Entry>> settle(Next next);
    }

    /// A time that can be had, as the start and everything that it would take.
    record Chance(TimeRange time, TimeRange taken, List<TimeRange> limited) {}

    /// What became of the wish to hold a time for somebody.
    sealed interface Answer {

        enum Plain implements Answer {
            HELD,
            /// Somebody was faster, so the next picture shows another first time.
            OUTRUN,
            /// There is none that he could have.
            NEVER
        }

        /// No start of this range is for him, whatever pictures show.
        record Closed(TimeRange range) implements Answer {}
    }

    Look(Line line, Chances chances, Freed freed) {
        this.line = line;
        this.chances = chances;
        this.freed = freed;
    }

    Future<Void> run() {
        return page(Place.FIRST);
    }

    private Future<Void> page(Place after) {
        return line.after(after, PAGE)
                .compose(found -> Rounds.inWaves(found.waiting(), 1, this::turn).compose(_ -> {
                    var last = found.last();
                    return last == null ? Future.succeededFuture() : page(last);
                }));
    }

    /// What is wrong with one of them must not keep the others from their turns; a database that is away does.
    private Future<Void> turn(Next next) {
        return Future.succeededFuture()
                .compose(_ -> chances.settle(next))
                .compose(waiting -> waiting.map(this::seek).orElseGet(Future::succeededFuture))
                .recover(failure -> {
                    if (isPassing(failure)) {
                        return Future.failedFuture(failure);
                    }
                    LOG.atError()
                            .setCause(failure)
                            .addKeyValue("entry", next.entry().id())
                            .log("Nothing could be looked for");
                    return Future.succeededFuture();
                });
    }

    private static boolean isPassing(Throwable failure) {
        return failure instanceof Refusal refusal ? refusal.isPassing() : failure instanceof StoreFailure;
    }

    private Future<Void> seek(Entry entry) {
        var seeker = new Seeker(entry);
        return serve(seeker, freed, true).map(isServed -> {
            if (!isServed) {
                passedOver.add(seeker);
            }
            return null;
        });
    }

    /// Whether something is held for him now.
    private Future<Boolean> serve(Seeker seeker, Freed within, boolean isLast) {
        return chances.first(seeker, within)
                .compose(found -> found.map(chance -> (isLast ? wasOwed(chance) : Future.succeededFuture(false))
                                .compose(isGone -> isGone
                                        ? serve(seeker, within, isLast)
                                        : chances.hold(seeker, chance)
                                                .compose(answer -> isWorthMore(seeker, answer)
                                                        ? serve(seeker, within, isLast)
                                                        : Future.succeededFuture(answer == Answer.Plain.HELD))))
                        .orElseGet(() -> Future.succeededFuture(false)));
    }

    private static boolean isWorthMore(Seeker seeker, Answer answer) {
        return switch (answer) {
            case Answer.Plain plain -> plain == Answer.Plain.OUTRUN && seeker.outrun();
            case Answer.Closed(var range) -> seeker.close(range);
        };
    }

    /// Whether somebody who was passed over could have something of a time, and has it now.
    private Future<Boolean> wasOwed(Chance chance) {
        var found = new boolean[1];
        var asked = List.copyOf(passedOver).iterator();
        return Rounds.whileMore(() -> {
                    if (!asked.hasNext()) {
                        return Future.succeededFuture(false);
                    }
                    var seeker = asked.next();
                    return serve(seeker, Freed.of(chance.taken()), false).map(isServed -> {
                        if (isServed) {
                            found[0] = true;
                            passedOver.remove(seeker);
                        }
                        return !isServed;
                    });
                })
                .map(_ -> found[0]);
    }
}
