package scheduler.availability.memory;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.SequencedMap;
import java.util.UUID;

/// What this node has written and remembers, until the log tells of it too.
///
/// A new booking need not be taken in again: it has one event by which it began, so its type and the booking name it.
/// Of one that was changed the log may still tell what it was before, and must not bring it back.
final class Heard {

    /// Whoever is that far behind the log may as well read it.
    static final int MAX = 20_000;

    private final LinkedHashSet<Beginning> beginnings = new LinkedHashSet<>();

    /// The last version that was written here, by booking.
    private final SequencedMap<Key, Long> changes = new LinkedHashMap<>();

    private record Beginning(long tenant, String type, UUID booking) {}

    private record Key(long tenant, UUID booking) {}

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

    synchronized void changed(Change change) {
        changes.merge(new Key(change.tenant(), change.booking()), change.version(), Math::max);
        if (changes.size() > MAX) {
            changes.pollFirstEntry();
        }
    }

    /// What is left of a change that the log tells of: one that a later one written here has overtaken only takes away.
    synchronized Change told(Change change) {
        var key = new Key(change.tenant(), change.booking());
        var written = changes.get(key);
        if (written == null) {
            return change;
        }
        if (change.version() < written) {
            return change.undone();
        }
        changes.remove(key);
        return change;
    }
}
