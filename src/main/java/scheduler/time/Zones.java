package scheduler.time;

import java.time.ZoneId;
import java.util.Set;

/// Reads the names of time zones: those of the IANA database, no bare offsets, whose rules would never change.
public final class Zones {

    private static final Set<String> KNOWN = Set.copyOf(ZoneId.getAvailableZoneIds());

    private Zones() {}

    public static boolean isKnown(String name) {
        return KNOWN.contains(name);
    }

    public static ZoneId read(String name) {
        if (!isKnown(name)) {
            throw new IllegalArgumentException(
                    "There is no IANA time zone " + name + "; write it like Europe/Berlin or UTC.");
        }
        return ZoneId.of(name);
    }
}
