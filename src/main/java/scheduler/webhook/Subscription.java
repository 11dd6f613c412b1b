package scheduler.webhook;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// A subscription as it stands. `no` is its number in the database, `replay` what of the log is sent again
/// just now.
record Subscription(
        long no,
        String id,
        long version,
        String url,
        List<String> types,
        @Nullable String description,
        State state,
        Secrets secrets,
        @Nullable Replay replay,
        Instant createdAt,
        Instant updatedAt) {

    /// Whether it is served, and if not, why.
    record State(Status status, @Nullable String reason) {
        static final State ACTIVE = new State(Status.ACTIVE, null);
        static final State PAUSED = new State(Status.PAUSED, null);
    }

    /// Where a subscription stands.
    enum Status {
        ACTIVE,
        PAUSED,
        DISABLED;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The events behind `after` up to `to`.
    record Replay(long after, long to) {}

    static Subscription read(Row row) {
        var after = row.getLong("replay_after");
        return new Subscription(
                row.getLong("no"),
                row.getString("id"),
                row.getLong("version"),
                row.getString("url"),
                List.of(row.getArrayOfStrings("types")),
                row.getString("description"),
                new State(Status.valueOf(row.getString("status").toUpperCase(Locale.ROOT)), row.getString("reason")),
                Secrets.read(row.getString("secrets")),
                after == null ? null : new Replay(after, row.getLong("replay_to")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    static Subscription created(String id, Wanted wanted, Secret secret, Instant now) {
        return new Subscription(
                0,
                id,
                1,
                wanted.url(),
                wanted.types(),
                wanted.description(),
                State.ACTIVE,
                Secrets.of(secret),
                null,
                now,
                now);
    }

    Status status() {
        return state.status();
    }

    /// Whether a client wants what is there already. One that is disabled is to be served again.
    boolean is(Wanted wanted) {
        return url.equals(wanted.url())
                && types.equals(wanted.types())
                && String.valueOf(description).equals(String.valueOf(wanted.description()))
                && (wanted.secret() == null || wanted.secret().equals(secrets.newest()))
                && status() != Status.DISABLED;
    }

    Subscription with(Wanted wanted, Instant now) {
        var secret = wanted.secret();
        return new Subscription(
                no,
                id,
                version + 1,
                wanted.url(),
                wanted.types(),
                wanted.description(),
                status() == Status.DISABLED ? State.ACTIVE : state,
                secret == null || secret.equals(secrets.newest()) ? secrets : secrets.rotated(secret, now),
                replay,
                createdAt,
                now);
    }

    Subscription in(State next, Instant now) {
        return new Subscription(no, id, version + 1, url, types, description, next, secrets, replay, createdAt, now);
    }

    Subscription rotated(Secret secret, Instant now) {
        return new Subscription(
                no,
                id,
                version + 1,
                url,
                types,
                description,
                state,
                secrets.rotated(secret, now),
                replay,
                createdAt,
                now);
    }

    Subscription replaying(Replay next) {
        return new Subscription(no, id, version, url, types, description, state, secrets, next, createdAt, updatedAt);
    }

    /// Without any secret: it is shown once, by whoever made it.
    JsonObject toJson(Instant now) {
        var json = new JsonObject()
                .put("id", id)
                .put("version", version)
                .put("url", url)
                .put("types", new JsonArray(types))
                .put("status", status().text())
                .put("secrets", secrets.shown(now))
                .put("createdAt", createdAt.toString())
                .put("updatedAt", updatedAt.toString());
        if (description != null) {
            json.put("description", description);
        }
        if (state.reason() != null) {
            json.put("reason", state.reason());
        }
        if (replay != null) {
            json.put(
                    "redelivering",
                    new JsonObject().put("after", Long.toString(replay.after())).put("to", Long.toString(replay.to())));
        }
        return json;
    }
}
