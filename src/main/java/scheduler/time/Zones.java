package scheduler.time;

import java.time.ZoneId;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads the names of time zones: those of the IANA database, no bare offsets, whose rules would never change.
public final class Zones {

    /// The JDK adds names of its own for rules of the seventies.
    private static final String NOT_IANA = "SystemV/";

    private static final Set<String> KNOWN = ZoneId.getAvailableZoneIds().stream()
            .filter(name -> !name.startsWith(NOT_IANA))
            .collect(Collectors.toUnmodifiableSet());

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
