package scheduler.availability.picture;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A booking that leaves its time for another: what it has there does not stand in its way. With others in its
/// session it leaves its seats only.
public record Leaving(UUID booking, @Nullable UUID session, int seats) {

    /// Whose claims are gone with it; null when others need them.
    @Nullable
    UUID freed(Sessions sessions) {
        if (session == null) {
            return booking;
        }
        boolean isAlone =
                sessions.find(session).filter(each -> each.seated() > seats).isEmpty();
        return isAlone ? session : null;
    }
}
