package scheduler.reminder;

import java.util.UUID;
import scheduler.message.Address;
import scheduler.message.Tenant;

/// What can be asked about reminders.
public final class Reminders {

    private Reminders() {}

    /// Lists what was, is or will be said about a booking.
    public record ListReminders(Tenant tenant, UUID booking) {
        public static final Address<ListReminders> ADDRESS = new Address<>("scheduler.command.reminder.list");
    }
}
