package scheduler.booking;

import java.util.Locale;

/// Where a booking stands.
enum Status {
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

    static Status read(String text) {
        for (var each : values()) {
            if (each.text().equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("There is no status " + text + ".");
    }
}
