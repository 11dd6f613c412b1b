package scheduler.imports;

import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/// A subscription in hand. `zone` is the one to read in; `known` is what is known of the content, unless that is too
/// old to be held against it or was read in another zone.
record Claimed(long tenant, long no, String resource, String name, String url, ZoneId zone, Known known, long fence) {

    /// What the server said of the content when it was read, and the digest of it.
    record Known(
            @Nullable String etag,
            @Nullable String lastModified,
            @Nullable Buffer digest) {
        static final Known NOTHING = new Known(null, null, null);
    }

    static Claimed read(Row row) {
        var zone = row.getString("zone_now");
        boolean isGood = row.getBoolean("is_recent") && zone.equals(row.getString("read_zone"));
        return new Claimed(
                row.getLong("tenant"),
                row.getLong("resource"),
                row.getString("resource_id"),
                row.getString("name"),
                row.getString("url"),
                ZoneId.of(zone),
                isGood
                        ? new Known(row.getString("etag"), row.getString("last_modified"), row.getBuffer("digest"))
                        : Known.NOTHING,
                row.getLong("fence"));
    }
}
