package scheduler.recurrence;

import java.time.Instant;
import java.time.LocalDateTime;

/// One time of something that repeats: the local time that the rule says, and what it means where the clocks are put
/// forward or back. `number` counts from 1, those included that do not happen.
public record Occurrence(int number, LocalDateTime local, Meaning meaning) {

    /// What a local time means.
    public sealed interface Meaning {

        /// It is there once.
        record Exact(Instant start) implements Meaning {}

        /// It is there twice, and the first is meant (RFC 5545 §3.3.5).
        record First(Instant start) implements Meaning {}

        /// It is not there, so as much later is meant as the clocks are put forward.
        record Shifted(Instant start) implements Meaning {}

        /// It is not there, so it is left out; the clocks show `nextValid` next.
        record LeftOut(Instant nextValid) implements Meaning {}
    }
}
