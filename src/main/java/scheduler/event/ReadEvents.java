package scheduler.event;

import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.message.Address;
import scheduler.message.Tenant;

/// Reads the log on from a sequence, or from where it begins (`BEGINNING`), all events or those of some types or
/// about a subject; or asks for nothing but where the log ends now, with `END`, which is refused while that cannot be
/// known.
public record ReadEvents(
        Tenant tenant,
        long after,
        int limit,
        List<String> types,
        @Nullable String subject) {

    public static final long END = Long.MAX_VALUE;

    /// Before everything that is left of the log.
    public static final long BEGINNING = -1;

    public static final Address<ReadEvents> ADDRESS = new Address<>("scheduler.command.events.read");
}
