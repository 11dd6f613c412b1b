package scheduler.imports;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.imports.Claimed.Known;
import scheduler.time.TimeRange;

/// What came of reading a calendar.
sealed interface Fetched {

    /// It says what it said before.
    record Same() implements Fetched {}

    /// The times that are busy from `since` on, in their order.
    record Read(
            List<TimeRange> times,
            Instant since,
            ZoneId zone,
            Known known,
            @Nullable String notice) implements Fetched {}

    /// Nothing, and why.
    record Failed(String error) implements Fetched {}
}
