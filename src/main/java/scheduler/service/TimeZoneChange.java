package scheduler.service;

/// What a booking keeps when the rules of its time zone change, so that the clocks show another time at its instant:
/// the instant, or the local time that was agreed.
public enum TimeZoneChange {
    KEEP_INSTANT("keepInstant"),
    KEEP_LOCAL("keepLocal");

    private final String text;

    TimeZoneChange(String text) {
        this.text = text;
    }

    static TimeZoneChange read(String text) {
        for (var each : values()) {
            if (each.text.equals(text)) {
                return each;
            }
        }
        throw new IllegalArgumentException("It is keepInstant or keepLocal.");
    }

    public String text() {
        return text;
    }
}
