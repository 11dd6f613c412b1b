package scheduler.message;

/// Tells for how long an answer still is the answer, so that it can be given again without being worked out again.
@FunctionalInterface
public interface Freshness {

    /// Of an answer that has to be worked out each time.
    Freshness NONE = () -> false;

    /// Whether the same question would be answered the same now. It is asked from any thread, and has to be quick.
    boolean isCurrent();
}
