package scheduler.mail;

import org.jspecify.annotations.Nullable;
import scheduler.mail.Suppression.Reason;
import scheduler.mail.Suppression.Scope;
import scheduler.mail.Suppression.Why;
import scheduler.message.Address;
import scheduler.message.EmailAddress;
import scheduler.message.Fields;
import scheduler.message.Tenant;
import scheduler.message.Write;

/// What can be asked about addresses to which nothing is sent. They are the same in capitals and in small letters.
public final class Suppressions {

    private static final int NOTE_MAX = 500;

    private Suppressions() {}

    /// An address, as it stands in its table.
    public static String address(String text) {
        return EmailAddress.folded(EmailAddress.read(text));
    }

    /// Has nothing be sent to an address.
    public record PutSuppression(Write write, String address, Why why) {
        public static final Address<PutSuppression> ADDRESS = new Address<>("scheduler.command.suppression.put");

        public static PutSuppression read(Write write, String address, Fields fields) {
            var reason = fields.text("reason", Reason::read, Reason.MANUAL);
            var usual = reason == Reason.UNSUBSCRIBED ? Scope.REMINDERS : Scope.ALL;
            return new PutSuppression(
                    write,
                    address,
                    new Why(
                            reason,
                            fields.text("scope", Scope::read, usual),
                            fields.optional("note", Fields.plain(NOTE_MAX))));
        }
    }

    /// Has mail be sent to an address again.
    public record DeleteSuppression(Write write, String address) {
        public static final Address<DeleteSuppression> ADDRESS = new Address<>("scheduler.command.suppression.delete");
    }

    /// Reads why nothing is sent to an address.
    public record GetSuppression(Tenant tenant, String address) {
        public static final Address<GetSuppression> ADDRESS = new Address<>("scheduler.command.suppression.get");
    }

    /// Lists addresses by name.
    public record ListSuppressions(
            Tenant tenant, int limit, @Nullable String cursor) {
        public static final Address<ListSuppressions> ADDRESS = new Address<>("scheduler.command.suppression.list");
    }
}
