package scheduler.reminder;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.reminder.Recipient.OfAttendees;
import scheduler.reminder.Recipient.OfStaff;
import scheduler.service.Reminder;
import scheduler.time.Instants;
import scheduler.time.TimeRange;
import scheduler.time.Zones;

/// A booking as reminders see it.
record About(
        UUID id,
        long version,
        long sequence,
        String service,
        String status,
        TimeRange time,
        ZoneId zone,
        List<OfAttendees> attendees,
        List<OfStaff> staff,
        JsonObject metadata,
        @Nullable String reason,
        @Nullable String name,
        String icalUid,
        Instant createdAt,
        Instant updatedAt) {

    private static final Logger LOG = LoggerFactory.getLogger(About.class);
    private static final List<String> STANDING = List.of("confirmed", "checked_in", "completed", "no_show");

    /// As an event tells of it: without what else is known of its service and its resources.
    static About read(JsonObject booking) {
        return new About(
                UUID.fromString(booking.getString("id")),
                booking.getLong("version"),
                booking.getLong("sequence"),
                booking.getString("service"),
                booking.getString("status"),
                new TimeRange(
                        OffsetDateTime.parse(booking.getString("start")).toInstant(),
                        OffsetDateTime.parse(booking.getString("end")).toInstant()),
                Zones.read(booking.getString("timeZone")),
                coming(booking.getJsonArray("attendees")),
                staff(booking.getJsonArray("resources"), new JsonObject()),
                booking.getJsonObject("metadata", new JsonObject()),
                booking.getString("reason"),
                null,
                booking.getString("icalUid"),
                Instant.parse(booking.getString("createdAt")),
                Instant.parse(booking.getString("updatedAt")));
    }

    static final String COLUMNS = """
            b.id, b.version, b.sequence, b.service_id, b.status, b.starts_at, b.ends_at, b.time_zone,
            b.attendees::text as attendees, b.resources::text as resources, b.metadata::text as metadata, b.reason,
            b.created_at, b.updated_at,
            (select v.doc ->> 'name' from service_version v
             where v.tenant = b.tenant and v.service = b.service and v.version = b.service_version) as name,
            (select json_object_agg(r.id,
               json_build_object('name', r.doc ->> 'name', 'email', r.doc -> 'metadata' ->> 'email'))::text
             from resource r where r.tenant = b.tenant and r.no in (
               select (p ->> 'resource')::bigint from json_array_elements(b.resources) p)) as known
            """;

    /// As they stand in their table, without those that cannot be understood: that is said, and keeps nothing from the
    /// others.
    static List<About> read(RowSet<Row> rows) {
        var all = new ArrayList<About>(rows.size());
        for (var row : rows) {
            try {
                all.add(read(row));
            } catch (RuntimeException e) {
                LOG.atError()
                        .addKeyValue("booking", row.getUUID("id"))
                        .setCause(e)
                        .log("A booking cannot be read to remind of it");
            }
        }
        return all;
    }

    private static About read(Row row) {
        var known = row.getString("known");
        return new About(
                row.getUUID("id"),
                row.getLong("version"),
                row.getLong("sequence"),
                row.getString("service_id"),
                row.getString("status"),
                new TimeRange(
                        row.getOffsetDateTime("starts_at").toInstant(),
                        row.getOffsetDateTime("ends_at").toInstant()),
                Zones.read(row.getString("time_zone")),
                coming(new JsonArray(row.getString("attendees"))),
                staff(
                        new JsonArray(row.getString("resources")),
                        known == null ? new JsonObject() : new JsonObject(known)),
                new JsonObject(row.getString("metadata")),
                row.getString("reason"),
                row.getString("name"),
                row.getUUID("id") + "@scheduler",
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    /// Those who still come.
    private static List<OfAttendees> coming(JsonArray all) {
        var coming = new ArrayList<OfAttendees>();
        for (int i = 0; i < all.size(); i++) {
            if (!"cancelled".equals(all.getJsonObject(i).getString("status"))) {
                coming.add(new OfAttendees(i, all.getJsonObject(i)));
            }
        }
        return coming;
    }

    private static List<OfStaff> staff(JsonArray resources, JsonObject known) {
        return resources.stream()
                .map(JsonObject.class::cast)
                .map(each -> {
                    var its = known.getJsonObject(each.getString("id"), new JsonObject());
                    return new OfStaff(
                            each.getString("role"),
                            each.getString("id"),
                            its.getString("name"),
                            its.getString("email"));
                })
                .toList();
    }

    /// The status by which a rule tells somebody of it, or does not. An attendee may have one of his own, which
    /// counts in its place while it stands: whoever stayed away did so though others came. It was completed for
    /// those who had come. What happens to it happens to all.
    String status(Reminder rule, Recipient recipient) {
        var own = rule.on() == null && STANDING.contains(status) ? recipient.status() : null;
        return own == null || (own.equals("checked_in") && status.equals("completed")) ? status : own;
    }

    /// Whether a rule applies to it as it is for somebody, or may once it has come further.
    boolean mayComeTo(Reminder rule, Recipient recipient) {
        var statuses = rule.statuses();
        var now = status(rule, recipient);
        return statuses.contains(now)
                || switch (now) {
                    case "confirmed" -> true;
                    case "checked_in" -> statuses.contains("completed");
                    default -> false;
                };
    }

    /// Whom a rule wants to be told. By mail only those can be who have an address.
    List<Recipient> recipients(Reminder rule) {
        var all = new ArrayList<Recipient>();
        if (rule.audience().hasAttendees()) {
            attendees.stream()
                    .filter(each -> !rule.channel().equals(Reminder.EMAIL) || each.email() != null)
                    .forEach(all::add);
        }
        if (rule.audience().hasStaff()) {
            all.addAll(staff);
        }
        return all;
    }

    /// What messages say of it.
    JsonObject toJson() {
        var resources = new JsonArray();
        staff.forEach(each -> resources.add(each.named()));
        var json = new JsonObject()
                .put("id", id.toString())
                .put("sequence", sequence)
                .put("service", service);
        if (name != null) {
            json.put("serviceName", name);
        }
        json.put("status", status)
                .put("start", Instants.write(time.start(), zone))
                .put("end", Instants.write(time.end(), zone))
                .put("timeZone", zone.getId())
                .put("resources", resources)
                .put("metadata", metadata)
                .put("icalUid", icalUid)
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString());
        return reason == null ? json : json.put("reason", reason);
    }
}
