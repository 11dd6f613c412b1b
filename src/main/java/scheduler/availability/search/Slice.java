package scheduler.availability.search;

/// How long a piece of work may hold its event loop before others get their turn.
final class Slice {

    /// The longest wait of others for one piece.
    private static final long NANOS_MAX = 4_000_000;

    /// Judgements between two looks at the clock, which costs as much as one of them.
    private static final int UNWATCHED = 200;

    private long began;
    private int left;

    void begin() {
        began = System.nanoTime();
        left = UNWATCHED;
    }

    /// Whether time is up after so much more work, in judgements.
    boolean isOver(int work) {
        left -= work;
        if (left > 0) {
            return false;
        }
        left = UNWATCHED;
        return System.nanoTime() - began >= NANOS_MAX;
    }
}
