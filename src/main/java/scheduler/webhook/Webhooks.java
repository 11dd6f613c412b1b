package scheduler.webhook;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import scheduler.message.Address;
import scheduler.message.Fields;
import scheduler.message.Tenant;
import scheduler.message.Write;

/// What can be asked about subscriptions and deliveries.
public final class Webhooks {

    private Webhooks() {}

    /// Creates or replaces a subscription.
    public record PutSubscription(Write write, String id, Wanted wanted) {
        public static final Address<PutSubscription> ADDRESS = new Address<>("scheduler.command.subscription.put");

        public static PutSubscription read(Write write, String id, Fields fields) {
            return new PutSubscription(write, id, Wanted.read(fields));
        }
    }

    /// Ends a subscription; what waits is not sent any more.
    public record DeleteSubscription(Write write, String id) {
        public static final Address<DeleteSubscription> ADDRESS =
                new Address<>("scheduler.command.subscription.delete");
    }

    /// Reads a subscription.
    public record GetSubscription(Tenant tenant, String id) {
        public static final Address<GetSubscription> ADDRESS = new Address<>("scheduler.command.subscription.get");
    }

    /// Lists subscriptions by id.
    public record ListSubscriptions(
            Tenant tenant, int limit, @Nullable String cursor) {
        public static final Address<ListSubscriptions> ADDRESS = new Address<>("scheduler.command.subscription.list");
    }

    /// Keeps deliveries back, or sends them again.
    public record SwitchSubscription(Write write, String id, boolean on) {
        public static final Address<SwitchSubscription> ADDRESS =
                new Address<>("scheduler.command.subscription.switch");
    }

    /// Sends an event that has not happened.
    public record TestSubscription(Write write, String id) {
        public static final Address<TestSubscription> ADDRESS = new Address<>("scheduler.command.subscription.test");
    }

    /// Signs with another secret from now on, and for a day with the old one as well.
    public record RotateSecret(
            Write write, String id, @Nullable Secret secret) {
        public static final Address<RotateSecret> ADDRESS = new Address<>("scheduler.command.subscription.rotate");

        public static RotateSecret read(Write write, String id, Fields fields) {
            return new RotateSecret(write, id, fields.optional("secret", Secret::read));
        }
    }

    /// Sends everything behind a place of the log again.
    public record RedeliverFrom(Write write, String id, long after) {
        public static final Address<RedeliverFrom> ADDRESS = new Address<>("scheduler.command.subscription.redeliver");

        public static RedeliverFrom read(Write write, String id, Fields fields) {
            return new RedeliverFrom(write, id, fields.text("after", RedeliverFrom::position));
        }

        private static long position(String text) {
            if (!text.matches("[0-9]{1,18}")) {
                throw new IllegalArgumentException("It is a sequence of the log, or a next of it, in digits.");
            }
            return Long.parseLong(text);
        }
    }

    /// Reads a delivery.
    public record GetDelivery(Tenant tenant, String id) {
        public static final Address<GetDelivery> ADDRESS = new Address<>("scheduler.command.delivery.get");
    }

    /// Lists deliveries, the newest first. Every filter may be missing.
    public record ListDeliveries(
            Tenant tenant,
            @Nullable String subscription,
            @Nullable Progress status,
            @Nullable String subject,
            int limit,
            @Nullable String cursor) {
        public static final Address<ListDeliveries> ADDRESS = new Address<>("scheduler.command.delivery.list");
    }

    /// Sends a delivery again, whatever has become of it.
    public record Redeliver(Write write, String id) {
        public static final Address<Redeliver> ADDRESS = new Address<>("scheduler.command.delivery.redeliver");
    }

    /// Where a delivery stands.
    public enum Progress {
        WAITING,
        DELIVERED,
        DEAD;

        public static Progress read(String text) {
            for (var each : values()) {
                if (each.text().equals(text)) {
                    return each;
                }
            }
            throw new IllegalArgumentException("There is no status " + text + ".");
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
