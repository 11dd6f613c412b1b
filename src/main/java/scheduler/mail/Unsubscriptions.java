package scheduler.mail;

import org.jspecify.annotations.Nullable;
import scheduler.message.Address;

/// What whoever has a link in a mail can ask for. Whose it is follows from the token; `languages` is what a
/// browser says of its user.
public final class Unsubscriptions {

    private Unsubscriptions() {}

    /// Asks whether he means it. Nothing is changed: those who look for malware in mail follow links, too.
    public record ShowUnsubscription(String token, @Nullable String languages) {
        public static final Address<ShowUnsubscription> ADDRESS = new Address<>("scheduler.command.unsubscribe.show");
    }

    /// Has no more reminders be sent to him.
    public record Unsubscribe(String token, @Nullable String languages) {
        public static final Address<Unsubscribe> ADDRESS = new Address<>("scheduler.command.unsubscribe");
    }
}
