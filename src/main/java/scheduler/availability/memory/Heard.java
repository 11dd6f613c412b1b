package scheduler.availability.memory;

import java.util.LinkedHashSet;
import java.util.UUID;

/// The new bookings that this node has written and remembers, until the log tells of them too: then they need not be
/// taken in again. A booking has one event by which it began, so its type and the booking name it.
final class Heard {

    /// Whoever is that far behind the log may as well read it.
    static final int MAX = 20_000;

    private final LinkedHashSet<Beginning> beginnings = new LinkedHashSet<>();

    private record Beginning(long tenant, String type, UUID booking) {}

    synchronized void add(long tenant, String type, UUID booking) {
        beginnings.add(new Beginning(tenant, type, booking));
        if (beginnings.size() > MAX) {
            beginnings.removeFirst();
        }
    }

    /// Whether it has been heard of; it is not asked about again.
    synchronized boolean take(long tenant, String type, String subject) {
        return !beginnings.isEmpty()
                && type.startsWith("booking.")
                && beginnings.remove(new Beginning(tenant, type, UUID.fromString(subject)));
    }
}
