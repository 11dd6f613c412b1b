package scheduler.offender;

import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.TimeZone;
import java.util.function.Supplier;

/// Takes the zone of the machine for somebody's.
@SuppressWarnings("JavaTimeDefaultTimeZone")
public final class LeansOnTheZone {

    Object zone() {
        return ZoneId.systemDefault();
    }

    Object oldZone() {
        return TimeZone.getDefault();
    }

    Object clock() {
        return Clock.systemDefaultZone();
    }

    Object date() {
        return LocalDate.now();
    }

    Object dateTime() {
        return LocalDateTime.now();
    }

    Object time() {
        return LocalTime.now();
    }

    Object zoned() {
        return ZonedDateTime.now();
    }

    Object offset() {
        return OffsetDateTime.now();
    }

    Supplier<ZoneId> byReference() {
        return ZoneId::systemDefault;
    }
}
