package scheduler.availability.picture;

/// The part of a booking for which a role is needed, in microseconds: it begins `offset` after the start, and buffers
/// lie around it.
public record Part(long offset, long length, long before, long after) {

    /// The time that it takes of a resource.
    public long from(long start) {
        return start + offset - before;
    }

    public long to(long start) {
        return start + offset + length + after;
    }
}
