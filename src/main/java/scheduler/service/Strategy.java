package scheduler.service;

import java.util.Locale;

/// Who of those that are free gets a booking: the first as listed (a pool is listed by id), the one with the fewest
/// bookings around that time, and so on.
public enum Strategy {
    PRIORITY,
    ROUND_ROBIN,
    LEAST_LOADED,
    GAP_MINIMISING,
    STICKY;

    static Strategy read(String text) {
        for (var each : values()) {
            if (each.text().equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException(
                "A strategy is priority, round_robin, least_loaded, gap_minimising or sticky.");
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
