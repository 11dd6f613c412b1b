package scheduler.waitlist;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import scheduler.event.Happened;
import scheduler.service.Service;
import scheduler.time.Instants;
import scheduler.time.TimeRange;

/// The stretch of time within which something may have become free: from `from` and before `to`. It says where a look
/// is worth while; that nothing was missed is for the looks at any time.
record Freed(Instant from, Instant to) {

    static final Freed NOTHING = new Freed(Instant.MAX, Instant.MIN);
    static final Freed ANY = new Freed(Instant.MIN, Instant.MAX);

    static Freed of(TimeRange range) {
        return new Freed(range.start(), range.end());
    }

    /// What an event may have freed: the time of its booking, where it was and where it is, with the longest buffers.
    /// Where nothing says which time it is about, it may be any.
    static Freed by(Happened event) {
        var data = event.data();
        var start = data.getString("start");
        var end = data.getString("end");
        if (start == null || end == null) {
            return ANY;
        }
        var now = buffered(start, end);
        var previous = data.getJsonObject("previous");
        return previous == null || !previous.containsKey("start")
                ? now
                : now.or(buffered(previous.getString("start"), previous.getString("end")));
    }

    private static Freed buffered(String start, String end) {
        return new Freed(Instants.readBack(start), Instants.readBack(end)).widened(Service.BUFFER_MAX);
    }

    private Freed widened(Duration by) {
        return new Freed(from.minus(by), to.plus(by));
    }

    /// All of this and of the other, and what lies between them.
    Freed or(Freed other) {
        return new Freed(
                from.isBefore(other.from) ? from : other.from, //
                to.isAfter(other.to) ? to : other.to);
    }

    boolean isNothing() {
        return !from.isBefore(to);
    }

    /// The starts of a range at which something of it would be taken, by whatever takes so much around its start.
    Optional<TimeRange> starts(TimeRange range, Duration before, Duration after) {
        return in(range.widen(before, after))
                .map(near -> Freed.of(near.widen(after, before)))
                .flatMap(starts -> starts.in(range));
    }

    /// What of it lies within a range.
    Optional<TimeRange> in(TimeRange range) {
        var start = from.isAfter(range.start()) ? from : range.start();
        var end = to.isBefore(range.end()) ? to : range.end();
        return start.isBefore(end) ? Optional.of(new TimeRange(start, end)) : Optional.empty();
    }
}
