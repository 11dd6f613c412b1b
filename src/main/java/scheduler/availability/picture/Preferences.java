package scheduler.availability.picture;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What decides between those who are free, beside what is taken of them: whose turn it is, and whom the customer had
/// last, by role.
public record Preferences(Turns turns, Map<String, List<String>> last) {

    public static final Preferences NONE = new Preferences(Turns.NONE, Map.of());

    public Preferences {
        last = Map.copyOf(last);
    }

    /// Whether it is somebody whom the customer had last in a role.
    public boolean isLast(String role, String resource) {
        return last.getOrDefault(role, List.of()).contains(resource);
    }

    /// The same as if a booking that is being moved had never been.
    Preferences without(UUID booking) {
        return new Preferences(turns.without(booking), last);
    }
}
