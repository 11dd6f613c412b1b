package scheduler.platform;

import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import scheduler.message.Tenant;

/// The time of day as rows and answers carry it: in microseconds, which is what PostgreSQL keeps.
public record Times(InstantSource clock) {

    /// The time of the service itself: what it keeps to among its nodes and with others, and what it cleans up by.
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /// What time it is for a tenant.
    public Instant now(Tenant tenant) {
        return now(tenant.no());
    }

    /// The same by the number of the tenant.
    public Instant now(long tenant) {
        return now();
    }

    /// An instant as the driver takes it for a column of type timestamptz.
    public static OffsetDateTime column(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    /// The same where there may be none.
    public static @Nullable OffsetDateTime columnOrNull(@Nullable Instant instant) {
        return instant == null ? null : column(instant);
    }
}
