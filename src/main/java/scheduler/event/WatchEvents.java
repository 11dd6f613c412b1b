package scheduler.event;

import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.message.Address;
import scheduler.message.Tenant;

/// Asks for the log from a sequence on, or from where it ends now (`ReadEvents.END`), and for what follows, until
/// nobody listens any more: all events or those of some types or about a subject.
public record WatchEvents(
        Tenant tenant,
        long after,
        List<String> types,
        @Nullable String subject) {

    public static final Address<WatchEvents> ADDRESS = new Address<>("scheduler.command.events.stream");

    boolean wantsAll() {
        return types.isEmpty() && subject == null;
    }

    boolean wants(Logged event) {
        return event.tenant().no() == tenant.no()
                && (types.isEmpty() || types.contains(event.type()))
                && (subject == null || subject.equals(event.subject()));
    }
}
