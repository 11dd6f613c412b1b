package scheduler.reminder;

import io.vertx.core.json.JsonObject;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import scheduler.time.Zones;

/// One who is told: an attendee, by the position in the booking, or somebody of the staff, by role and resource.
/// What is known of either comes from the booking as it is when the message is sent.
sealed interface Recipient {

    /// Somebody who comes.
    record OfAttendees(int position, JsonObject attendee) implements Recipient {

        @Override
        public @Nullable String email() {
            return attendee.getString("email");
        }

        @Override
        public @Nullable String status() {
            return attendee.getString("status");
        }

        @Override
        public String key() {
            return "attendee:" + position;
        }

        @Override
        public Optional<ZoneId> zone() {
            return Optional.ofNullable(attendee.getString("timeZone")).map(Zones::read);
        }

        @Override
        public JsonObject toJson() {
            return new JsonObject()
                    .put("kind", "attendee")
                    .put("position", position)
                    .mergeIn(attendee);
        }
    }

    /// A resource that is booked. Its address is the `email` of its metadata.
    record OfStaff(
            String role,
            String id,
            @Nullable String name,
            @Nullable String email) implements Recipient {

        @Override
        public String key() {
            return "staff:" + role + ":" + id;
        }

        @Override
        public Optional<ZoneId> zone() {
            return Optional.empty();
        }

        @Override
        public @Nullable String status() {
            return null;
        }

        JsonObject named() {
            var json = new JsonObject().put("role", role).put("id", id);
            return name == null ? json : json.put("name", name);
        }

        @Override
        public JsonObject toJson() {
            var json = named().put("kind", "staff");
            return email == null ? json : json.put("email", email);
        }
    }

    /// By what it is known in rows.
    String key();

    /// Where it lives, if that is known.
    Optional<ZoneId> zone();

    /// Where mail for it goes, if that is known.
    @Nullable
    String email();

    /// What has become of it alone, if that is known.
    @Nullable
    String status();

    JsonObject toJson();
}
