package scheduler.availability.slot;

import java.time.Instant;
import java.util.List;

/// A computed offer, never stored. `resources` are all that are free then; `free` is how many bookings still fit,
/// or how many seats are left where bookings share sessions.
public record Slot(Instant start, Instant end, List<String> resources, int free) {}
