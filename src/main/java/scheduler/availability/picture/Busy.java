package scheduler.availability.picture;

import java.time.Instant;

/// When a resource is not to be had: blocks take all of it, claims a unit each.
public record Busy(Spans blocks, Claims claims) {

    public static final Busy NONE = new Busy(Spans.NONE, Claims.NONE);

    public static long micros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
    }

    /// The first microsecond that is not before an instant.
    public static long ceilMicros(Instant instant) {
        return instant.getEpochSecond() * 1_000_000 + Math.ceilDiv(instant.getNano(), 1_000);
    }

    public static Instant instant(long micros) {
        return Instant.ofEpochSecond(Math.floorDiv(micros, 1_000_000), Math.floorMod(micros, 1_000_000) * 1_000L);
    }
}
