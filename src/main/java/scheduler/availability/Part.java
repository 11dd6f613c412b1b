package scheduler.availability;

/// The part of a booking for which a role is needed, in microseconds: it begins `offset` after the start, and buffers
/// lie around it.
record Part(long offset, long length, long before, long after) {

    /// The time that it takes of a resource.
    long from(long start) {
        return start + offset - before;
    }

    long to(long start) {
        return start + offset + length + after;
    }
}
