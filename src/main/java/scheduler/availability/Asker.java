package scheduler.availability;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Leaving;
import scheduler.time.TimeRange;

/// Who is refused, as far as that decides what else he can have: so many `seats` together, what he leaves for it, and
/// the periods that are closed to him alone, as they are where he has had as many bookings as he may have.
public record Asker(int seats, @Nullable Leaving leaving, List<TimeRange> closed) {

    public Asker {
        closed = List.copyOf(closed);
    }

    /// Somebody who leaves nothing.
    public static Asker of(int seats) {
        return new Asker(seats, null, List.of());
    }

    /// A booking that is to be moved, with its seats; or else anybody.
    public static Asker leaving(@Nullable Leaving leaving) {
        return new Asker(leaving == null ? 1 : Math.max(1, leaving.seats()), leaving, List.of());
    }

    /// The same, to whom more is closed.
    public Asker without(List<TimeRange> more) {
        return new Asker(
                seats, leaving, Stream.concat(closed.stream(), more.stream()).toList());
    }

    /// Whether a start lies in none of the periods that are closed.
    public boolean isOpen(Instant start) {
        return closed.stream().noneMatch(each -> each.contains(start));
    }
}
