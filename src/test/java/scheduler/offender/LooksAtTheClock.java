package scheduler.offender;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Date;
import java.util.function.Supplier;

/// Asks the machine for the time of day.
@SuppressWarnings("JavaUtilDate")
public final class LooksAtTheClock {

    Object instant() {
        return Instant.now();
    }

    Object dateInZone() {
        return LocalDate.now(ZoneOffset.UTC);
    }

    Object dateTimeInZone() {
        return LocalDateTime.now(ZoneOffset.UTC);
    }

    Object timeInZone() {
        return LocalTime.now(ZoneOffset.UTC);
    }

    Object zoned() {
        return ZonedDateTime.now(ZoneOffset.UTC);
    }

    Object offset() {
        return OffsetDateTime.now(ZoneOffset.UTC);
    }

    Object year() {
        return Year.now(ZoneOffset.UTC);
    }

    Object clockInZone() {
        return Clock.system(ZoneOffset.UTC);
    }

    Object clock() {
        return Clock.systemUTC();
    }

    Object tickingClock() {
        return Clock.tickSeconds(ZoneOffset.UTC);
    }

    Object source() {
        return InstantSource.system();
    }

    long millis() {
        return System.currentTimeMillis();
    }

    Object date() {
        return new Date();
    }

    Supplier<Instant> byReference() {
        return Instant::now;
    }
}
