package scheduler.platform;

import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/// Makes UUIDs of version 7 (RFC 9562 §5.7): they begin with the time, so rows made together lie together.
public record Ids(InstantSource clock) {

    private static final long VERSION_7 = 0x7000L;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    public UUID next() {
        var random = ThreadLocalRandom.current();
        long high = (clock.millis() << 16) | VERSION_7 | (random.nextLong() & 0xFFFL);
        long low = VARIANT | (random.nextLong() >>> 2);
        return new UUID(high, low);
    }
}
