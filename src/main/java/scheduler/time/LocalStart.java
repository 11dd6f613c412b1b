package scheduler.time;

import java.time.Instant;

/// What a local time without an offset means in a zone.
public sealed interface LocalStart {

    /// It happens once.
    record Exact(Instant instant) implements LocalStart {}

    /// The clocks are put back over it: it happens twice.
    record Ambiguous(Instant earlier, Instant later) implements LocalStart {}

    /// The clocks are put forward over it: it does not happen. `nextValid` is the instant of the change.
    record Nonexistent(Instant nextValid) implements LocalStart {}
}
