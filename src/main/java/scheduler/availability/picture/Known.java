package scheduler.availability.picture;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import scheduler.availability.picture.Spans.Span;
import scheduler.time.TimeRange;

/// What is known of those in an outline: what is taken of each, by its id; the sessions of the service, if it has
/// any; how many bookings there are, for its limits; what decides between those who are free; and what time it is.
public record Known(Map<String, Busy> busy, Sessions sessions, Limits limits, Preferences preferences, Instant now) {

    /// The same as if a resource had a block more.
    public Known blocked(String resource, TimeRange during) {
        var blocked = new HashMap<>(busy);
        blocked.computeIfPresent(
                resource,
                (_, known) -> new Busy(
                        known.blocks().with(new Span(Busy.micros(during.start()), Busy.ceilMicros(during.end()))),
                        known.claims()));
        return new Known(blocked, sessions, limits, preferences, now);
    }

    /// The same as if a booking had left its session, and with it what that claims if nobody else is in it.
    public Known without(Leaving leaving) {
        var freed = leaving.freed(sessions);
        var left = new HashMap<>(busy);
        if (freed != null) {
            left.replaceAll(
                    (_, known) -> new Busy(known.blocks(), known.claims().without(freed)));
        }
        return new Known(left, sessions.without(leaving), limits, preferences, now);
    }

    /// The same for whoever may not join some sessions: what these claim stays taken.
    public Known closing(Set<UUID> closed) {
        return closed.isEmpty() ? this : new Known(busy, sessions.without(closed), limits, preferences, now);
    }

    /// The same for a customer who had these last, by role.
    public Known after(Map<String, List<String>> last) {
        return new Known(busy, sessions, limits, new Preferences(preferences.turns(), last), now);
    }
}
