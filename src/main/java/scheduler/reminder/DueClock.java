package scheduler.reminder;

import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.jspecify.annotations.Nullable;
import scheduler.platform.Times;

/// By which clock reminders are due: the database's, which all nodes share, unless a test moves one of its own.
public record DueClock(@Nullable InstantSource own) {

    /// The time that goes before the database's, if there is one.
    @Nullable
    OffsetDateTime moved() {
        return own == null ? null : Times.column(new Times(own).now());
    }
}
