package scheduler.booking;

import scheduler.booking.Decided.Verdict;
import scheduler.database.GivenUp;

/// Rolls back a decision of several steps, because one of them could not be taken: the how-manieth, counted from 0.
final class Undone extends GivenUp {

    private static final long serialVersionUID = 1;

    private final int step;
    private final Verdict verdict;

    Undone(int step, Verdict verdict) {
        super("step " + step + " was " + verdict);
        this.step = step;
        this.verdict = verdict;
    }

    int step() {
        return step;
    }

    Verdict verdict() {
        return verdict;
    }

    /// Whether it is because of a limit or a seat, which only the database counts for sure.
    boolean isCounted() {
        return verdict == Verdict.LIMITED || verdict == Verdict.ALREADY_BOOKED;
    }
}
