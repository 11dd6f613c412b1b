package scheduler.imports;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// A subscription as it stands: what is wanted, and what came of it.
record Standing(
        String resource, String name, long version, Wanted wanted, Seen seen, Instant createdAt, Instant updatedAt) {

    /// What came of the tries to read it. `error` is why the last one was none, `notice` what there is to know of the
    /// last that was.
    record Seen(
            long blocks,
            @Nullable OffsetDateTime triedAt,
            @Nullable OffsetDateTime readAt,
            @Nullable String error,
            @Nullable String notice) {

        static final Seen NOTHING = new Seen(0, null, null, null, null);

        String status() {
            if (error != null) {
                return "failing";
            }
            return readAt == null ? "new" : "ok";
        }
    }

    static Standing read(String resource, Row row) {
        var zone = row.getString("zone");
        var wanted = new Wanted(
                row.getString("url"),
                zone == null ? null : ZoneId.of(zone),
                Duration.ofMillis(row.getLong("refresh_ms")));
        var seen = new Seen(
                row.getLong("blocks"),
                row.getOffsetDateTime("tried_at"),
                row.getOffsetDateTime("read_at"),
                row.getString("error"),
                row.getString("notice"));
        return new Standing(
                resource,
                row.getString("name"),
                row.getLong("version"),
                wanted,
                seen,
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    static Standing created(String resource, String name, Wanted wanted, Instant now) {
        return new Standing(resource, name, 1, wanted, Seen.NOTHING, now, now);
    }

    /// The blocks of what was read before stay until the other is read.
    Standing with(Wanted next, Instant now) {
        return new Standing(
                resource, name, version + 1, next, new Seen(seen.blocks(), null, null, null, null), createdAt, now);
    }

    JsonObject toJson() {
        var json = new JsonObject()
                .put("name", name)
                .put("resource", resource)
                .put("version", version)
                .put("url", wanted.url())
                .put("refresh", wanted.refresh().toString())
                .put("status", seen.status())
                .put("blocks", seen.blocks());
        var zone = wanted.zone();
        if (zone != null) {
            json.put("timeZone", zone.getId());
        }
        put(json, "lastTriedAt", seen.triedAt());
        put(json, "lastReadAt", seen.readAt());
        if (seen.error() != null) {
            json.put("error", seen.error());
        }
        if (seen.notice() != null) {
            json.put("notice", seen.notice());
        }
        return json.put("createdAt", createdAt.toString()).put("updatedAt", updatedAt.toString());
    }

    private static void put(JsonObject json, String name, @Nullable OffsetDateTime at) {
        if (at != null) {
            json.put(name, at.toInstant().toString());
        }
    }
}
