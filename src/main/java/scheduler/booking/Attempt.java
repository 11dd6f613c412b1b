package scheduler.booking;

/// How often a wish has been judged, and whether by what was true when it came: what a node remembers may be older, so
/// nobody is refused by it before the log has been looked at once.
record Attempt(int number, boolean isFresh) {

    /// Each further attempt means that somebody else's write stands meanwhile. More than a resource's units can be lost
    /// only when the rules change all the time.
    private static final int MAX = 50;

    private static final int TRUSTING_MAX = 3;

    Attempt() {
        this(1, false);
    }

    Attempt fresh() {
        return new Attempt(number, true);
    }

    Attempt next() {
        return new Attempt(number + 1, true);
    }

    boolean isLast() {
        return number >= MAX;
    }

    /// Whether the log does not explain why it failed so often.
    boolean isStuck() {
        return number >= TRUSTING_MAX;
    }
}
