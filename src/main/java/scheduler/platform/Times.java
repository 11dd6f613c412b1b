package scheduler.platform;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import scheduler.message.Tenant;

/// The time of day as rows and answers carry it: in microseconds, which is what PostgreSQL keeps. It is that of a
/// tenant wherever he could tell the difference, because a test may have put his ahead.
public record Times(InstantSource clock) {

    /// The time of the service itself: what it keeps to among its nodes and with others, and what it cleans up by.
    public Instant now() {
        return micros(clock.instant());
    }

    /// What time it is for a tenant.
    public Instant now(Tenant tenant) {
        return now(tenant.no());
    }

    /// The same by the number of the tenant.
    public Instant now(long tenant) {
        return clock instanceof TestClock test ? micros(test.instant(tenant)) : now();
    }

    /// The time of the service where it has another clock than that of the system, as in tests: for what otherwise goes
    /// by the clock of the database, which all nodes share.
    public @Nullable OffsetDateTime moved() {
        return clock.equals(InstantSource.system()) ? null : column(now());
    }

    /// By how much the time of a tenant is ahead of that of the service.
    public Duration ahead(long tenant) {
        return clock instanceof TestClock test ? test.ahead(tenant) : Duration.ZERO;
    }

    private static Instant micros(Instant instant) {
        return instant.truncatedTo(ChronoUnit.MICROS);
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
