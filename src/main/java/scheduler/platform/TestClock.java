package scheduler.platform;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import scheduler.message.Tenant;

/// A clock that goes like another and can be put forward for one tenant at a time, so that what takes days can be
/// watched within minutes while nobody else sees a difference. Never back: what has been decided would not have
/// happened yet.
public final class TestClock implements InstantSource {

    private final InstantSource source;

    /// By the number of the tenant.
    private final Map<Long, Duration> ahead = new ConcurrentHashMap<>();

    public TestClock(InstantSource source) {
        this.source = source;
    }

    /// What time it is for the service itself, and for those whose time nobody has moved.
    @Override
    public Instant instant() {
        return source.instant();
    }

    Instant instant(long tenant) {
        return source.instant().plus(ahead(tenant));
    }

    Duration ahead(long tenant) {
        return ahead.getOrDefault(tenant, Duration.ZERO);
    }

    /// Puts it forward for a tenant.
    public void advance(Tenant tenant, Duration length) {
        if (length.isNegative()) {
            throw new IllegalArgumentException("The clock is only put forward.");
        }
        ahead.merge(tenant.no(), length, Duration::plus);
    }
}
