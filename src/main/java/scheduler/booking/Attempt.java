package scheduler.booking;

import java.time.Duration;

/// How often and how long a wish has been judged, and whether by what was true when it came: what a node remembers may
/// be older, so nobody is refused by it before the log has been looked at once, and before what is over has been ended.
record Attempt(int number, boolean isFresh, boolean isSwept, long began) {

    /// Each further attempt means that somebody else's write stands meanwhile.
    private static final int MAX = 100;

    private static final int TRUSTING_MAX = 3;

    /// Beyond that the client has been told that it took too long, and should not get a booking after all.
    private static final Duration LENGTH_MAX = Duration.ofSeconds(8);

    Attempt() {
        this(1, false, false, System.nanoTime());
    }

    Attempt fresh() {
        return new Attempt(number, true, isSwept, began);
    }

    Attempt swept() {
        return new Attempt(number, true, true, began);
    }

    Attempt next() {
        return new Attempt(number + 1, true, false, began);
    }

    boolean isLast() {
        return number >= MAX || System.nanoTime() - began > LENGTH_MAX.toNanos();
    }

    /// Whether the log does not explain why it failed so often.
    boolean isStuck() {
        return number >= TRUSTING_MAX;
    }
}
