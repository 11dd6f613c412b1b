package scheduler.event;

import org.jspecify.annotations.Nullable;
import scheduler.message.Address;
import scheduler.message.Tenant;

/// Asks for the log from a sequence on, or from where it ends now (`ReadEvents.END`), and for what follows, until
/// nobody listens any more: all events or those of a type or about a subject.
public record WatchEvents(
        Tenant tenant,
        long after,
        @Nullable String type,
        @Nullable String subject) {

    public static final Address<WatchEvents> ADDRESS = new Address<>("scheduler.command.events.stream");

    boolean wantsAll() {
        return type == null && subject == null;
    }

    boolean wants(Logged event) {
        return event.tenant().no() == tenant.no()
                && (type == null || type.equals(event.type()))
                && (subject == null || subject.equals(event.subject()));
    }
}
