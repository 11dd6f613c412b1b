package scheduler.booking;

import java.util.Locale;

/// Where a booking stands, or the hold before it.
enum Status {
    HELD,
    PENDING,
    CONFIRMED,
    DECLINED,
    EXPIRED,
    CANCELLED,
    CHECKED_IN,
    COMPLETED,
    NO_SHOW;

    String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// Whether it still holds its time and may be moved or cancelled.
    boolean isOpen() {
        return this == PENDING || this == CONFIRMED;
    }

    /// Whether others cannot have its time.
    boolean holdsTime() {
        return switch (this) {
            case HELD, PENDING, CONFIRMED, CHECKED_IN, COMPLETED, NO_SHOW -> true;
            case DECLINED, EXPIRED, CANCELLED -> false;
        };
    }

    static Status read(String text) {
        for (var each : values()) {
            if (each.text().equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("There is no status " + text + ".");
    }

    /// The status of a booking that somebody names. A hold is none yet.
    static Status ofBooking(String text) {
        var found = read(text);
        if (found == HELD) {
            throw new IllegalArgumentException("No booking has the status held: that is one of /v1/holds.");
        }
        return found;
    }
}
