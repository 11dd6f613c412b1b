package scheduler.booking;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scheduler.booking.Plans.Absence;
import scheduler.booking.Plans.Action;
import scheduler.booking.Together.Part;
import scheduler.time.Instants;

/// What is to become of the bookings of a resource that will be away, each decided as if those before it were done.
record Plan(Absence absence, List<Item> items) {

    /// The numbers that every client of JSON can hold.
    private static final long EXACT_MAX = (1L << 53) - 1;

    /// One booking, what is to be done with it (null when nothing can), and what could not be done.
    record Item(Booking booking, Action action, @Nullable Part part, JsonArray reasons) {

        JsonObject toJson() {
            var json = new JsonObject()
                    .put("booking", booking.id().toString())
                    .put("version", booking.version())
                    .put("status", booking.status().text())
                    .put("service", booking.service())
                    .mergeIn(booking.timeAsJson())
                    .put("attendees", booking.attendees())
                    .put("action", action.text());
            if (part != null && (action == Action.REASSIGN || action == Action.MOVE)) {
                json.put("to", part.move().after().timeAsJson());
            }
            return json.put("reasons", reasons);
        }
    }

    List<Part> parts() {
        return items.stream()
                .flatMap(each -> each.part == null ? Stream.empty() : Stream.of(each.part))
                .toList();
    }

    JsonObject toJson() {
        var all = new JsonArray();
        items.forEach(each -> all.add(each.toJson()));
        var summary = new JsonObject();
        for (var action : Action.values()) {
            summary.put(
                    action.name().toLowerCase(Locale.ROOT),
                    items.stream().filter(each -> each.action == action).count());
        }
        var block = absence.block();
        var zone = ZoneOffset.UTC;
        var json = new JsonObject()
                .put("resource", absence.resource())
                .put("start", Instants.write(block.during().start(), zone))
                .put("end", Instants.write(block.during().end(), zone));
        if (block.reason() != null) {
            json.put("reason", block.reason());
        }
        return json.put("version", version()).put("items", all).put("summary", summary);
    }

    /// Another for every other plan: of what is done with which version of which booking, and what is said of it.
    long version() {
        var text = new JsonArray();
        text.add(absence.resource())
                .add(absence.block().during().toString())
                .add(absence.block().reason());
        items.forEach(each -> text.add(each.toJson()));
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(text.encode().getBytes(StandardCharsets.UTF_8));
            return 1 + (ByteBuffer.wrap(hash).getLong() & (EXACT_MAX - 1));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
