package scheduler.availability.picture;

/// The part of a booking for which a role is needed, in microseconds: it begins `offset` after the start, and
/// buffers lie around it, `insideHours` or anywhere.
public record Part(long offset, long length, long before, long after, boolean insideHours) {

    /// The time that it takes of a resource, buffers included.
    public long from(long start) {
        return begin(start) - before;
    }

    public long to(long start) {
        return end(start) + after;
    }

    /// The same without the buffers.
    long begin(long start) {
        return start + offset;
    }

    long end(long start) {
        return begin(start) + length;
    }
}
