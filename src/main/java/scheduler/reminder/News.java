package scheduler.reminder;

import java.util.HashSet;
import java.util.Set;
import scheduler.event.Logged;
import scheduler.reminder.Recipient.OfAttendees;
import scheduler.service.Reminder.Cause;

/// What has happened to a booking, by types of events, and which of its attendees have joined it, by their positions.
record News(Set<String> types, Set<Integer> joined) {

    static final News NONE = new News(Set.of(), Set.of());

    private static final String JOINED = "booking.attendee_joined";

    /// The same and one event more.
    News and(Logged event) {
        var more = new HashSet<>(types);
        more.add(event.type());
        if (!event.type().equals(JOINED)) {
            return new News(more, joined);
        }
        var all = new HashSet<>(joined);
        all.add(event.data().getInteger("attendee"));
        return new News(more, all);
    }

    /// Whether somebody is told of it by a rule that is for a cause. Who joins a booking that is confirmed already has
    /// not been told of that, and the others have.
    boolean isFor(Recipient recipient, Cause cause) {
        return types.contains(cause.event())
                || (cause == Cause.CONFIRMED
                        && recipient instanceof OfAttendees attendee
                        && joined.contains(attendee.position()));
    }
}
