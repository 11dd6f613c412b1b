package scheduler.booking;

import io.vertx.core.Future;
import java.util.Optional;
import java.util.function.Function;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Outline;
import scheduler.event.Follower;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Refusal;

/// Has what a node remembers caught up before a wish is judged again, so that nobody is refused by what is no longer
/// so.
final class Retrial {

    private final Pictures pictures;
    private final Follower log;
    private final Expiry expiry;

    Retrial(Pictures pictures, Follower log, Expiry expiry) {
        this.pictures = pictures;
        this.log = log;
        this.expiry = expiry;
    }

    /// What has to be known before somebody is refused, if it is not yet: what this node is just writing, what had
    /// happened elsewhere when he asked, and that what is over takes no time any more.
    Optional<Future<Attempt>> later(Outline outline, Attempt attempt) {
        var undecided = pictures.undecided(outline);
        if (undecided != null && !attempt.isLast()) {
            return Optional.of(undecided
                    .compose(_ -> attempt.isFresh() ? Future.succeededFuture() : log.caughtUp())
                    .map(_ -> attempt.fresh()));
        }
        return attempt.isFresh()
                ? sweep(outline, attempt)
                : Optional.of(log.caughtUp().map(_ -> attempt.fresh()));
    }

    /// Has who was refused because of the catalog judged once more by what had become of that when he asked.
    Future<Outcome> unlessFresh(Throwable failure, Attempt attempt, Function<Attempt, Future<Outcome>> again) {
        return failure instanceof Refusal refusal
                        && refusal.problem().code() == Code.UNKNOWN_RESOURCE
                        && !attempt.isFresh()
                ? log.caughtUp().compose(_ -> again.apply(attempt.fresh()))
                : Future.failedFuture(failure);
    }

    /// Ends what may be over, once for an attempt. Another node may have done so, and the log is looked at in any case.
    Optional<Future<Attempt>> sweep(Outline outline, Attempt attempt) {
        if (attempt.isSwept() || !expiry.isDue(outline.tenant().no())) {
            return Optional.empty();
        }
        // What cannot be ended now stands in the way, as it would have done before.
        return Optional.of(expiry.run(outline.tenant())
                .otherwiseEmpty()
                .compose(_ -> log.caughtUp())
                .map(_ -> attempt.swept()));
    }

    /// The database knew better than the memory of this node, which has to learn it before the wish is judged
    /// again.
    Future<Attempt> again(Outline outline, Attempt attempt) {
        if (attempt.isLast()) {
            return Future.failedFuture(Refusal.overloaded("The time is fought over too much to decide now."));
        }
        if (attempt.isStuck()) {
            pictures.forget(outline);
        }
        return log.caughtUp().map(_ -> attempt.next());
    }
}
