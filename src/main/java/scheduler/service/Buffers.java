package scheduler.service;

import java.util.Locale;

/// What lies between two neighbouring bookings of one resource: the buffers of both (STACK), or the longer one of
/// the two (MAX), because they may share it.
public enum Buffers {
    STACK,
    MAX;

    public static Buffers read(String text) {
        for (var each : values()) {
            if (each.text().equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("It is stack or max.");
    }

    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
