package scheduler.mail;

import org.jspecify.annotations.Nullable;
import scheduler.message.Address;
import scheduler.message.EmailAddress;
import scheduler.message.Fields;
import scheduler.message.Tenant;
import scheduler.message.Write;

/// What can be asked about from whom the mail of a tenant comes.
public final class Senders {

    private Senders() {}

    /// From whom mail is to come. What is not said is that of the service.
    record Wanted(
            @Nullable String address,
            @Nullable String name,
            @Nullable String replyTo) {

        static Wanted read(Fields fields) {
            var wanted = new Wanted(
                    fields.optional("address", EmailAddress::read),
                    fields.optional("name", Sender::name),
                    fields.optional("replyTo", EmailAddress::read));
            if (wanted.address == null && wanted.name == null && wanted.replyTo == null) {
                throw fields.invalid("name", "It is required, or address or replyTo is.");
            }
            return wanted;
        }

        /// With what is not said taken from another. A name belongs to its address.
        Sender or(Sender usual) {
            return new Sender(
                    address == null ? usual.address() : address,
                    name == null && address == null ? usual.name() : name,
                    replyTo == null ? usual.replyTo() : replyTo);
        }
    }

    /// Has mail come from somebody.
    public record PutSender(Write write, Wanted wanted) {
        public static final Address<PutSender> ADDRESS = new Address<>("scheduler.command.sender.put");

        public static PutSender read(Write write, Fields fields) {
            return new PutSender(write, Wanted.read(fields));
        }
    }

    /// Has mail come from the service again.
    public record DeleteSender(Write write) {
        public static final Address<DeleteSender> ADDRESS = new Address<>("scheduler.command.sender.delete");
    }

    /// Reads from whom mail comes.
    public record GetSender(Tenant tenant) {
        public static final Address<GetSender> ADDRESS = new Address<>("scheduler.command.sender.get");
    }
}
