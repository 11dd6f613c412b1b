package scheduler.platform;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that goes like another and can be put forward, so that what takes days can be watched within minutes. Never
/// back: what has been decided would not have happened yet.
public final class TestClock implements InstantSource {

    private final InstantSource source;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    public TestClock(InstantSource source) {
        this.source = source;
    }

    @Override
    public Instant instant() {
        return source.instant().plus(ahead.get());
    }

    /// Puts it forward.
    public void advance(Duration length) {
        if (length.isNegative()) {
            throw new IllegalArgumentException("The clock is only put forward.");
        }
        ahead.updateAndGet(length::plus);
    }
}
