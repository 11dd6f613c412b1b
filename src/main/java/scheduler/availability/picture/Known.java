package scheduler.availability.picture;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// What is known of those in an outline: what is taken of each, by its id; the sessions of the service, if it has
/// any; how many bookings there are, for its limits; what decides between those who are free; and what time it is.
public record Known(Map<String, Busy> busy, Sessions sessions, Limits limits, Preferences preferences, Instant now) {

    /// The same for a customer who had these last, by role.
    public Known after(Map<String, List<String>> last) {
        return new Known(busy, sessions, limits, new Preferences(preferences.turns(), last), now);
    }
}
