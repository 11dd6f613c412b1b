package scheduler.webhook;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The secrets of a subscription, the newest first; those before it sign for a day more, so that a receiver
/// can change over when it likes.
record Secrets(List<Kept> all) {

    private static final Duration OVERLAP = Duration.ofHours(24);
    private static final int MAX = 4;

    /// A secret, and until when it is used; the newest for good.
    record Kept(Secret secret, @Nullable Instant until) {
        boolean isUsed(Instant now) {
            return until == null || until.isAfter(now);
        }

        JsonObject toJson() {
            return new JsonObject().put("secret", secret.text()).put("until", until == null ? null : until.toString());
        }

        JsonObject shown() {
            var json = new JsonObject().put("hint", secret.hint());
            return until == null ? json : json.put("expiresAt", until.toString());
        }
    }

    static Secrets of(Secret secret) {
        return new Secrets(List.of(new Kept(secret, null)));
    }

    static Secrets read(String text) {
        return new Secrets(new JsonArray(text)
                .stream()
                        .map(JsonObject.class::cast)
                        .map(each -> {
                            var until = each.getString("until");
                            return new Kept(
                                    new Secret(each.getString("secret")), until == null ? null : Instant.parse(until));
                        })
                        .toList());
    }

    String text() {
        var json = new JsonArray();
        all.forEach(each -> json.add(each.toJson()));
        return json.encode();
    }

    Secret newest() {
        return all.getFirst().secret();
    }

    List<Secret> usedAt(Instant now) {
        return all.stream().filter(each -> each.isUsed(now)).map(Kept::secret).toList();
    }

    Secrets rotated(Secret next, Instant now) {
        var kept = new ArrayList<Kept>();
        kept.add(new Kept(next, null));
        for (var each : all) {
            var until = each.until() == null ? now.plus(OVERLAP) : each.until();
            if (until.isAfter(now) && !each.secret().equals(next) && kept.size() < MAX) {
                kept.add(new Kept(each.secret(), until));
            }
        }
        return new Secrets(List.copyOf(kept));
    }

    JsonArray shown(Instant now) {
        var json = new JsonArray();
        all.stream().filter(each -> each.isUsed(now)).forEach(each -> json.add(each.shown()));
        return json;
    }
}
