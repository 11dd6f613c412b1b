package scheduler.booking;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Leaving;
import scheduler.event.Happened;
import scheduler.event.Previous;
import scheduler.message.Tenant;
import scheduler.time.Instants;
import scheduler.time.TimeRange;

/// The agreement, or the hold that may become one in its place. Its id and its iCalendar UID stay for life; `version`
/// counts every change and `sequence` those that calendars have to follow.
record Booking(
        UUID id,
        long version,
        long sequence,
        Standing standing,
        long serviceNo,
        String service,
        long serviceVersion,
        When when,
        Having having,
        JsonArray attendees,
        JsonObject metadata,
        @Nullable Member member,
        Instant createdAt,
        Instant updatedAt) {

    /// What `toJson` may have.
    private static final Set<String> SHOWN = Set.of(
            "id",
            "version",
            "sequence",
            "status",
            "service",
            "serviceVersion",
            "start",
            "end",
            "timeZone",
            "localStart",
            "resources",
            "session",
            "seats",
            "attendees",
            "expiresAt",
            "metadata",
            "series",
            "occurrence",
            "reason",
            "icalUid",
            "createdAt",
            "updatedAt");

    /// Parts that every change changes.
    private static final Set<String> CHANGING = Set.of("version", "updatedAt");

    static final DateTimeFormatter LOCAL = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");

    /// Where it stands. A hold that is over stays a hold. What nobody has decided when it `expiresAt` is over then.
    record Standing(
            Status status,
            boolean isHold,
            @Nullable Instant expiresAt,
            @Nullable String reason) {

        static Standing of(Status status) {
            return new Standing(status, false, null, null);
        }

        /// The same in another status.
        Standing at(Status then) {
            return new Standing(then, isHold, null, reason);
        }

        private Standing waitingFor(@Nullable Instant answer, Instant start) {
            if (expiresAt == null) {
                return this;
            }
            boolean inTime = answer != null && answer.isBefore(start);
            return new Standing(status, isHold, inTime ? answer : start, reason);
        }
    }

    /// When it is: the local time of the start is what was agreed, and the instants followed from it.
    record When(TimeRange time, LocalDateTime localStart, ZoneId zone) {

        static When at(TimeRange time, ZoneId zone) {
            return new When(time, time.start().atZone(zone).toLocalDateTime(), zone);
        }
    }

    /// The series that it is of, and which of its occurrences it is.
    record Member(UUID series, int occurrence) {}

    /// What it needs. Its places hold what it claims: the time with the buffers it was made with. Where bookings
    /// share sessions its claims are those of its `session`, in which it has so many `seats`. One that does not
    /// block claims nothing yet.
    record Having(List<Place> places, @Nullable UUID session, int seats, boolean blocks) {}

    /// One unit of a resource in a role, and the time that is claimed of it, buffers included. Where bookings share
    /// their buffers it is in two parts: `time` has the one after, `lead` the one before. `chosen` says why it
    /// was this resource, where others came into question. Who joins a session chooses nobody, so there it is said
    /// of a resource that it was `unasked` for.
    record Place(
            String role,
            String id,
            long resource,
            int unit,
            TimeRange time,
            @Nullable TimeRange lead,
            @Nullable JsonObject chosen,
            boolean unasked) {

        JsonObject toJson() {
            var json = named().put("resource", resource)
                    .put("unit", unit)
                    .put("from", time.start().toString())
                    .put("to", time.end().toString());
            if (unasked) {
                json.put("unasked", true);
            }
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
                    json.containsKey("leadFrom") ? range(json.getString("leadFrom"), json.getString("leadTo")) : null,
                    json.getJsonObject("chosen"),
                    json.getBoolean("unasked", false));
        }

        /// Whether the customer had asked for it, or the service names nobody else.
        boolean isNamed() {
            return chosen == null && !unasked;
        }

        /// The same, asked for by the customer and chosen by nobody else.
        Place askedFor() {
            return new Place(role, id, resource, unit, time, lead, null, false);
        }

        /// The resource and its role, as clients see them.
        private JsonObject named() {
            var json = new JsonObject().put("role", role).put("id", id);
            return chosen == null ? json : json.put("chosen", chosen);
        }

        private static TimeRange range(String from, String to) {
            return new TimeRange(Instant.parse(from), Instant.parse(to));
        }

        private Place chosenAs(Place before) {
            return new Place(role, id, resource, unit, time, lead, before.chosen, before.unasked);
        }

        private Place namedAs(Place before) {
            return new Place(role, id, resource, unit, time, lead, chosen, unasked && !before.isNamed());
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

    Status status() {
        return standing.status;
    }

    boolean isHold() {
        return standing.isHold;
    }

    TimeRange time() {
        return when.time;
    }

    LocalDateTime localStart() {
        return when.localStart;
    }

    ZoneId zone() {
        return when.zone;
    }

    List<Place> places() {
        return having.places;
    }

    @Nullable
    UUID session() {
        return having.session;
    }

    int seats() {
        return having.seats;
    }

    /// Whether others cannot have its time.
    boolean holdsTime() {
        return standing.status.holdsTime() && having.blocks;
    }

    /// What it claims now.
    List<Place> claims() {
        return holdsTime() ? having.places : List.of();
    }

    /// The booking, or the hold, as clients, events and idempotency keys see it.
    JsonObject toJson() {
        var json = new JsonObject().put("id", id.toString()).put("version", version);
        if (!isHold()) {
            json.put("sequence", sequence);
        }
        json.put("status", shownStatus())
                .put("service", service)
                .put("serviceVersion", serviceVersion)
                .put("start", Instants.write(time().start(), zone()))
                .put("end", Instants.write(time().end(), zone()))
                .put("timeZone", zone().getId())
                .put("localStart", LOCAL.format(localStart()))
                .put("resources", resources());
        if (session() != null) {
            json.put("session", session().toString()).put("seats", seats());
        }
        json.put("attendees", attendees);
        if (standing.expiresAt != null) {
            json.put("expiresAt", standing.expiresAt.toString());
        }
        if (!isHold()) {
            json.put("metadata", metadata);
            if (member != null) {
                json.put("series", member.series.toString()).put("occurrence", member.occurrence);
            }
            if (standing.reason != null) {
                json.put("reason", standing.reason);
            }
            json.put("icalUid", id + "@scheduler");
        }
        return json.put("createdAt", createdAt.toString()).put("updatedAt", updatedAt.toString());
    }

    /// A hold, or one that has become this booking, as its client sees it.
    JsonObject toHold() {
        if (isHold()) {
            return toJson();
        }
        var json = toJson().put("status", "booked").put("booking", id.toString());
        for (var ofBookings : List.of("sequence", "metadata", "reason", "icalUid", "expiresAt")) {
            json.remove(ofBookings);
        }
        return json;
    }

    /// A hold that was given up says so.
    private String shownStatus() {
        return isHold() && standing.reason != null ? standing.reason : status().text();
    }

    /// What an event tells: the booking, and the claims that it has, from which every node knows what is taken. Where
    /// more is stored of it than follows from that, `stored` has it, so that the event alone tells all of its row.
    JsonObject toEvent() {
        return toJson().mergeIn(beyond());
    }

    /// What an event tells beside what clients see.
    JsonObject beyond() {
        var json = new JsonObject().put("claims", claimsOf(claims()));
        var stored = new JsonObject();
        if (isHold() && sequence != 0) {
            stored.put("sequence", sequence);
        }
        if (session() == null && seats() != 1) {
            stored.put("seats", seats());
        }
        var unasked = places().stream().filter(Place::unasked).map(Place::id).toList();
        if (!unasked.isEmpty()) {
            stored.put("unasked", new JsonArray(unasked));
        }
        if (claims().isEmpty()) {
            stored.put("blocks", having.blocks).put("places", claimsOf(places()));
        }
        return stored.isEmpty() ? json : json.put("stored", stored);
    }

    /// What of an event clients saw of the booking then.
    static JsonObject shown(JsonObject event) {
        var json = event.copy();
        json.fieldNames().retainAll(SHOWN);
        return json;
    }

    private static JsonArray claimsOf(List<Place> places) {
        var claims = new JsonArray();
        places.forEach(each -> claims.add(each.claim()));
        return claims;
    }

    /// The event of its beginning, made of what clients see of it.
    Happened began(Tenant tenant, String type, JsonObject seen) {
        return new Happened(tenant.no(), type, id.toString(), seen.mergeIn(beyond()));
    }

    /// The event of a change, with `more` beside what every event tells.
    Happened changed(Tenant tenant, String type, Booking before, JsonObject more) {
        var data = toEvent().put("previous", previous(before)).mergeIn(more);
        return new Happened(tenant.no(), type, id.toString(), data);
    }

    /// What was before of the parts that have changed. Where and when it was is one part: whoever frees what it had
    /// wants all of it.
    private JsonObject previous(Booking before) {
        var previous = Previous.parts(before.toJson(), toJson());
        CHANGING.forEach(previous::remove);
        var place = before.timeAsJson();
        return place.equals(timeAsJson()) ? previous : previous.mergeIn(place);
    }

    /// Where and when it is.
    JsonObject timeAsJson() {
        var json = new JsonObject()
                .put("start", Instants.write(time().start(), zone()))
                .put("end", Instants.write(time().end(), zone()))
                .put("resources", resources());
        return session() == null ? json : json.put("session", session().toString());
    }

    /// What it would leave if it were moved.
    Leaving leaving() {
        return new Leaving(id, session(), seats());
    }

    /// Places of another time, where those who stay were chosen for the reason for which they were. In a session nobody
    /// is chosen by whoever joins it, but whom the customer had asked for stays that.
    List<Place> keptIn(List<Place> others) {
        return others.stream()
                .map(each -> places().stream()
                        .filter(own -> own.role.equals(each.role) && own.id.equals(each.id))
                        .findFirst()
                        .map(own -> session() == null ? each.chosenAs(own) : each.namedAs(own))
                        .orElse(each))
                .toList();
    }

    /// Whether clocks show the local time that was agreed when it begins. Rules of time zones change.
    boolean beginsAtLocalStart() {
        return time().start().atZone(zone()).toLocalDateTime().equals(localStart());
    }

    /// To whom it would be wrong after that what is just being said of it: to all, which is an empty list, where
    /// it has another time or none, or to those who were to come and do not. A request that nobody has answered
    /// in time ends all the same.
    Optional<List<String>> unsaidBy(Booking after) {
        if (isHold() || after.status() == Status.EXPIRED) {
            return Optional.empty();
        }
        return after.sequence > sequence
                ? Optional.of(List.of())
                : Optional.of(Attending.left(attendees, after.attendees)).filter(left -> !left.isEmpty());
    }

    private JsonArray resources() {
        var json = new JsonArray();
        places().forEach(each -> json.add(each.named()));
        return json;
    }

    /// The same booking after a step. What has been decided does not expire any more.
    Booking after(Step step, @Nullable String why, Instant now) {
        var then = new Standing(
                step.to(), isHold(), isHold() ? standing.expiresAt : null, why == null ? standing.reason : why);
        return next(step.freesTime() ? sequence + 1 : sequence, then, when, having, now);
    }

    /// The same hold, for longer.
    Booking until(Instant expiresAt, Instant now) {
        return next(sequence, new Standing(status(), isHold(), expiresAt, standing.reason), when, having, now);
    }

    /// What becomes of a hold.
    Booking agreed(Standing then, Having needed, JsonArray newAttendees, JsonObject newMetadata, Instant now) {
        return new Booking(
                id,
                version + 1,
                sequence,
                then,
                serviceNo,
                service,
                serviceVersion,
                when,
                needed,
                newAttendees,
                newMetadata,
                member,
                createdAt,
                now);
    }

    /// The same booking with somebody more or less, or of whom something more is known.
    Booking attendedBy(JsonArray newAttendees, Having needed, Standing then, Instant now) {
        return agreed(then, needed, newAttendees, metadata, now);
    }

    /// The same request, granted, with what it claims now.
    Booking granted(Having claimed, Instant now) {
        return next(sequence, new Standing(Status.CONFIRMED, false, null, standing.reason), when, claimed, now);
    }

    /// The same before it is made, whose givers are there for the reason for which they give another one.
    Booking givenAs(Booking other) {
        var places = other.keptIn(places());
        return new Booking(
                id,
                version,
                sequence,
                standing,
                serviceNo,
                service,
                serviceVersion,
                when,
                new Having(places, having.session, having.seats, having.blocks),
                attendees,
                metadata,
                member,
                createdAt,
                updatedAt);
    }

    /// The same booking after something has become known about it that changes none of its fields.
    Booking touched(Instant now) {
        return next(sequence, standing, when, having, now);
    }

    /// Whether it is a request that waits until it would begin, and perhaps would wait longer if it began later.
    boolean waitsUntilStart() {
        return time().start().equals(standing.expiresAt);
    }

    /// The same booking at another time, with whoever gives it then. A request waits until the `answer` is due (null
    /// where nothing is said of that), or until it would begin.
    Booking movedTo(When then, Having needed, @Nullable Instant answer, Instant now) {
        return next(sequence + 1, standing.waitingFor(answer, then.time.start()), then, needed, now);
    }

    private Booking next(long nextSequence, Standing then, When at, Having needed, Instant now) {
        return new Booking(
                id,
                version + 1,
                nextSequence,
                then,
                serviceNo,
                service,
                serviceVersion,
                at,
                needed,
                attendees,
                metadata,
                member,
                createdAt,
                now);
    }
}
