package scheduler.booking;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Outline;
import scheduler.booking.Moves.Move;
import scheduler.service.Limit;
import scheduler.time.TimeRange;

/// The customers of a booking that may be moved, and what they have of its service beside it once some moves are made
/// that come before: as the database will count it then.
final class Customers {

    private final Booking booking;
    private final Outline outline;
    private final List<Limit> limits;
    private final Map<Counted, Long> tallies;
    private final Set<String> emails;
    private final Map<String, List<Instant>> had = new HashMap<>();
    private final Map<String, List<Instant>> gone = new HashMap<>();
    private final Map<String, List<Instant>> come = new HashMap<>();
    private final Set<UUID> sessions = new HashSet<>();
    private final Map<Asked, Boolean> reached = new HashMap<>();

    /// What a customer, known by his e-mail address, has by another booking.
    record Seat(
            UUID booking,
            String email,
            Instant start,
            @Nullable UUID session) {}

    /// A customer and a period, for which the database keeps a number.
    record Counted(String subject, TimeRange period) {}

    private record Asked(TimeRange period, long most) {}

    Customers(Booking booking, Outline outline, List<Seat> seats, Map<Counted, Long> tallies, List<Move> before) {
        this.booking = booking;
        this.outline = outline;
        this.limits = Had.limits(outline);
        this.tallies = tallies;
        this.emails = Set.of(Quota.emails(booking));
        var moved = new HashSet<UUID>();
        for (var each : before) {
            if (each.before().serviceNo() == outline.serviceNo()) {
                moved.add(each.before().id());
                note(each.before(), gone);
                if (note(each.after(), come)) {
                    sit(each.after().session());
                }
            }
        }
        for (var each : seats) {
            had.computeIfAbsent(each.email, _ -> new ArrayList<>()).add(each.start);
            if (!moved.contains(each.booking)) {
                sit(each.session);
            }
        }
    }

    /// Notes when a booking begins for those who come to this one too; false when nobody does.
    private boolean note(Booking other, Map<String, List<Instant>> starts) {
        var shared = shared(other);
        shared.forEach(email -> starts.computeIfAbsent(email, _ -> new ArrayList<>())
                .add(other.time().start()));
        return !shared.isEmpty();
    }

    private List<String> shared(Booking other) {
        return emails.isEmpty() || !other.holdsTime()
                ? List.of()
                : Arrays.stream(Quota.emails(other)).filter(emails::contains).toList();
    }

    /// Whoever stays in the session of the booking itself joins nothing.
    private void sit(@Nullable UUID session) {
        if (session != null && !session.equals(booking.session()) && Had.isUnique(outline)) {
            sessions.add(session);
        }
    }

    /// Those that it cannot join, as one of them has a seat there and nobody may have two.
    Set<UUID> sessions() {
        return sessions;
    }

    /// Whether one of them would have more than he may have if it began at `start`.
    boolean isBeyond(Instant start) {
        return limits.stream().anyMatch(each -> isBeyond(each, each.per().around(start, outline.zone())));
    }

    /// It counts already in the period in which it begins, so there it is not one more.
    private boolean isBeyond(Limit limit, TimeRange period) {
        return !period.contains(booking.time().start())
                && reached.computeIfAbsent(new Asked(period, limit.max()), this::isReached);
    }

    private boolean isReached(Asked asked) {
        return emails.stream().anyMatch(email -> taken(email, asked.period) >= asked.most);
    }

    /// Where the database keeps no number yet it will count what there is.
    private long taken(String email, TimeRange period) {
        var counted = tallies.get(new Counted(Quota.customer(email), period));
        return (counted == null ? within(period, had, email) : counted)
                - within(period, gone, email)
                + within(period, come, email);
    }

    private static long within(TimeRange period, Map<String, List<Instant>> starts, String email) {
        return starts.getOrDefault(email, List.of()).stream()
                .filter(period::contains)
                .count();
    }
}
