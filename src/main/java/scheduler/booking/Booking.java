package scheduler.booking;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Leaving;
import scheduler.time.Instants;
import scheduler.time.TimeRange;

/// The agreement. Its id and its iCalendar UID stay for life; `version` counts every change and `sequence` those
/// that calendars have to follow. Its places hold what it claims: the time with the buffers it was made with. Where
/// bookings share sessions its claims are those of its `session`, in which it has so many `seats`.
record Booking(
        UUID id,
        long version,
        long sequence,
        Status status,
        long serviceNo,
        String service,
        long serviceVersion,
        TimeRange time,
        LocalDateTime localStart,
        ZoneId zone,
        List<Place> places,
        @Nullable UUID session,
        int seats,
        JsonArray attendees,
        JsonObject metadata,
        @Nullable String reason,
        Instant createdAt,
        Instant updatedAt) {

    static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");

    /// One unit of a resource in a role, and the time that is claimed of it, buffers included. Where bookings share
    /// their buffers it is in two parts: `time` has the one after, `lead` the one before.
    record Place(
            String role,
            String id,
            long resource,
            int unit,
            TimeRange time,
            @Nullable TimeRange lead) {

        JsonObject toJson() {
            var json = new JsonObject()
                    .put("role", role)
                    .put("id", id)
                    .put("resource", resource)
                    .put("unit", unit)
                    .put("from", time.start().toString())
                    .put("to", time.end().toString());
            return lead == null
                    ? json
                    : json.put("leadFrom", lead.start().toString())
                            .put("leadTo", lead.end().toString());
        }

        static Place read(JsonObject json) {
            return new Place(
                    json.getString("role"),
                    json.getString("id"),
                    json.getLong("resource"),
                    json.getInteger("unit"),
                    range(json.getString("from"), json.getString("to")),
                    json.containsKey("leadFrom") ? range(json.getString("leadFrom"), json.getString("leadTo")) : null);
        }

        private static TimeRange range(String from, String to) {
            return new TimeRange(Instant.parse(from), Instant.parse(to));
        }

        /// What an event tells of the claim.
        private JsonObject claim() {
            var json = new JsonObject()
                    .put("role", role)
                    .put("resource", id)
                    .put("unit", unit)
                    .put("start", time.start().toString())
                    .put("end", time.end().toString());
            return lead == null
                    ? json
                    : json.put("leadStart", lead.start().toString())
                            .put("leadEnd", lead.end().toString());
        }
    }

    /// The booking as clients, events and idempotency keys see it.
    JsonObject toJson() {
        var json = new JsonObject()
                .put("id", id.toString())
                .put("version", version)
                .put("sequence", sequence)
                .put("status", status.text())
                .put("service", service)
                .put("serviceVersion", serviceVersion)
                .put("start", Instants.write(time.start(), zone))
                .put("end", Instants.write(time.end(), zone))
                .put("timeZone", zone.getId())
                .put("localStart", LOCAL.format(localStart))
                .put("resources", resources());
        if (session != null) {
            json.put("session", session.toString()).put("seats", seats);
        }
        json.put("attendees", attendees).put("metadata", metadata);
        if (reason != null) {
            json.put("reason", reason);
        }
        return json.put("icalUid", id + "@scheduler")
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString());
    }

    /// What an event tells: the booking, and the claims that it has, from which every node knows what is taken.
    JsonObject toEvent() {
        var claims = new JsonArray();
        if (status.holdsTime()) {
            places.forEach(each -> claims.add(each.claim()));
        }
        return toJson().put("claims", claims);
    }

    List<String> emails() {
        return attendees.stream()
                .map(each -> ((JsonObject) each).getString("email"))
                .filter(Objects::nonNull)
                .toList();
    }

    /// What an event says about the time that a booking had before.
    JsonObject timeAsJson() {
        var json = new JsonObject()
                .put("start", Instants.write(time.start(), zone))
                .put("end", Instants.write(time.end(), zone))
                .put("resources", resources());
        return session == null ? json : json.put("session", session.toString());
    }

    /// What it would leave if it were moved.
    Leaving leaving() {
        return new Leaving(id, session, seats);
    }

    /// Whether clocks show the local time that was agreed when it begins. Rules of time zones change.
    boolean beginsAtLocalStart() {
        return time.start().atZone(zone).toLocalDateTime().equals(localStart);
    }

    private JsonArray resources() {
        var json = new JsonArray();
        places.forEach(each -> json.add(new JsonObject().put("role", each.role).put("id", each.id)));
        return json;
    }

    /// The same booking after a step.
    Booking after(Step step, @Nullable String why, Instant now) {
        return new Booking(
                id,
                version + 1,
                step.freesTime() ? sequence + 1 : sequence,
                step.to(),
                serviceNo,
                service,
                serviceVersion,
                time,
                localStart,
                zone,
                places,
                session,
                seats,
                attendees,
                metadata,
                why == null ? reason : why,
                createdAt,
                now);
    }

    /// The same booking after something has become known about it that changes none of its fields.
    Booking touched(Instant now) {
        return new Booking(
                id,
                version + 1,
                sequence,
                status,
                serviceNo,
                service,
                serviceVersion,
                time,
                localStart,
                zone,
                places,
                session,
                seats,
                attendees,
                metadata,
                reason,
                createdAt,
                now);
    }

    /// The same booking at another time, with whoever gives it then, in a session if they are shared.
    Booking movedTo(TimeRange newTime, ZoneId newZone, List<Place> newPlaces, @Nullable UUID newSession, Instant now) {
        return new Booking(
                id,
                version + 1,
                sequence + 1,
                status,
                serviceNo,
                service,
                serviceVersion,
                newTime,
                newTime.start().atZone(newZone).toLocalDateTime(),
                newZone,
                newPlaces,
                newSession,
                seats,
                attendees,
                metadata,
                reason,
                createdAt,
                now);
    }
}
