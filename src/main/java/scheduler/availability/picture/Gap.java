package scheduler.availability.picture;

/// The time that is left free right before and right after a booking, in microseconds.
public record Gap(long before, long after) {

    /// The same where something else is nearer.
    Gap orNearer(long sinceIt, long untilIt) {
        return new Gap(Math.min(before, sinceIt), Math.min(after, untilIt));
    }

    /// How much of it is of no use to whoever needs so much in one piece.
    public long unusable(long needed) {
        return (before < needed ? before : 0) + (after < needed ? after : 0);
    }

    public long total() {
        return before + after;
    }
}
