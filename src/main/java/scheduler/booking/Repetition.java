package scheduler.booking;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import scheduler.time.Instants;

/// What was agreed of bookings that repeat. `leftOut` has the occurrences that were not booked, and why.
record Repetition(
        UUID id,
        String service,
        long serviceVersion,
        String rule,
        LocalDateTime localStart,
        ZoneId zone,
        String onConflict,
        String nonexistent,
        JsonArray leftOut,
        Instant createdAt) {

    /// How often one of its bookings has changed since they were made, counted from 1: what is told of it is another
    /// then.
    static long version(List<Booking> bookings) {
        return 1 + bookings.stream().mapToLong(each -> each.version() - 1).sum();
    }

    /// As clients see it, with its bookings as they are.
    JsonObject toJson(List<Booking> bookings) {
        var occurrences = new JsonArray();
        Stream.concat(
                        bookings.stream().map(Repetition::occurrence),
                        leftOut.stream().map(JsonObject.class::cast))
                .sorted(Comparator.comparing(each -> each.getInteger("number")))
                .forEach(occurrences::add);
        return new JsonObject()
                .put("id", id.toString())
                .put("version", version(bookings))
                .put("service", service)
                .put("serviceVersion", serviceVersion)
                .put("rrule", rule)
                .put("localStart", Booking.LOCAL.format(localStart))
                .put("timeZone", zone.getId())
                .put("onConflict", onConflict)
                .put("nonexistent", nonexistent)
                .put("booked", bookings.size())
                .put("skipped", leftOut.size())
                .put("occurrences", occurrences)
                .put("createdAt", createdAt.toString());
    }

    /// What its event tells. Of its bookings each has an event of its own.
    JsonObject toEvent() {
        var json = toJson(List.of());
        List.of("version", "booked", "occurrences").forEach(json::remove);
        return json.put("leftOut", leftOut);
    }

    /// Which occurrence a booking of a series is.
    static int number(Booking booking) {
        return Objects.requireNonNull(booking.member()).occurrence();
    }

    private static JsonObject occurrence(Booking booking) {
        return new JsonObject()
                .put("number", number(booking))
                .put("localStart", Booking.LOCAL.format(booking.localStart()))
                .put("start", Instants.write(booking.time().start(), booking.zone()))
                .put("end", Instants.write(booking.time().end(), booking.zone()))
                .put("status", booking.status().text())
                .put("booking", booking.id().toString())
                .put("resources", booking.toJson().getJsonArray("resources"));
    }
}
