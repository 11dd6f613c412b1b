package scheduler.waitlist;

import java.time.Duration;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.message.Address;
import scheduler.message.Fields;
import scheduler.message.Tenant;
import scheduler.message.Write;

/// What can be asked about the waitlist.
public final class Waitlist {

    static final Duration TTL = Duration.ofMinutes(15);
    static final Duration TTL_MIN = Duration.ofMinutes(1);
    static final Duration TTL_MAX = Duration.ofHours(24);

    static final int SEATS_MAX = 100;

    private Waitlist() {}

    /// The wish to have one of the times that become free.
    public record JoinWaitlist(Write write, Wish wish) {
        public static final Address<JoinWaitlist> ADDRESS = new Address<>("scheduler.command.waitlist.join");

        public static JoinWaitlist read(Write write, Fields fields) {
            return new JoinWaitlist(write, Wish.read(fields));
        }
    }

    /// The wish not to wait any longer. What has been offered is given back.
    public record LeaveWaitlist(Write write, UUID id) {
        public static final Address<LeaveWaitlist> ADDRESS = new Address<>("scheduler.command.waitlist.leave");
    }

    /// Reads an entry.
    public record GetEntry(Tenant tenant, UUID id) {
        public static final Address<GetEntry> ADDRESS = new Address<>("scheduler.command.waitlist.get");
    }

    /// Lists entries in the order in which they came. Every filter may be missing.
    public record ListEntries(
            Tenant tenant,
            @Nullable String service,
            @Nullable Status status,
            @Nullable String attendee,
            int limit,
            @Nullable String cursor) {
        public static final Address<ListEntries> ADDRESS = new Address<>("scheduler.command.waitlist.list");
    }

    /// Where an entry stands.
    public enum Status {
        /// For a time.
        WAITING,
        /// One is held for it.
        OFFERED,
        /// It has become a booking.
        BOOKED,
        /// The offer was let go.
        LAPSED,
        /// It was taken back.
        LEFT,
        /// All times that it waited for are over.
        EXPIRED;

        public static Status read(String text) {
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

        /// Whether it may still get something.
        boolean isOpen() {
            return this == WAITING || this == OFFERED;
        }
    }
}
