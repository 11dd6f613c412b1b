package scheduler.service;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import scheduler.message.Fields;

/// The hours of a local day in which nobody is to be disturbed, over midnight where `to` is not behind `from`.
public record QuietHours(LocalTime from, LocalTime to) {

    public QuietHours {
        if (from.equals(to)) {
            throw new IllegalArgumentException("Quiet hours begin and end at different times.");
        }
    }

    static QuietHours read(Fields fields) {
        return new QuietHours(fields.text("from", QuietHours::time), fields.text("to", QuietHours::time));
    }

    private static LocalTime time(String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("It must be a time of day, as in 21:00.", e);
        }
    }

    /// When something due at `due` may be said in `zone`: then, or when the quiet hours are over, or, where that would
    /// be too late for `before`, as they begin.
    public Instant heard(Instant due, ZoneId zone, Instant before) {
        var local = due.atZone(zone).toLocalDateTime();
        var time = local.toLocalTime();
        if (!isQuiet(time)) {
            return due;
        }
        boolean isMorning = from.isAfter(to) && time.isBefore(to);
        LocalDate evening = isMorning ? local.toLocalDate().minusDays(1) : local.toLocalDate();
        var end = (from.isAfter(to) ? evening.plusDays(1) : evening)
                .atTime(to)
                .atZone(zone)
                .toInstant();
        return end.isBefore(before) ? end : evening.atTime(from).atZone(zone).toInstant();
    }

    private boolean isQuiet(LocalTime time) {
        boolean hasBegun = !time.isBefore(from);
        boolean isBeforeEnd = time.isBefore(to);
        return from.isBefore(to) ? hasBegun && isBeforeEnd : hasBegun || isBeforeEnd;
    }

    JsonObject toJson() {
        return new JsonObject().put("from", from.toString()).put("to", to.toString());
    }
}
