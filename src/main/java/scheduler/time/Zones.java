package scheduler.time;

import java.time.ZoneId;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Reads the names of time zones: those of the IANA database, no bare offsets, whose rules would never change.
public final class Zones {

    /// The JDK adds names of its own for rules of the seventies.
    private static final String NOT_IANA = "SystemV/";

    private static final Set<String> KNOWN = ZoneId.getAvailableZoneIds().stream()
            .filter(name -> !name.startsWith(NOT_IANA))
            .collect(Collectors.toUnmodifiableSet());

    /// Names of the database that the JDK leaves out, and the zones that it links them to.
    private static final Map<String, String> LINKS = Map.of(
            "EST", "America/Panama",
            "HST", "Pacific/Honolulu",
            "MST", "America/Phoenix",
            "ROC", "Asia/Taipei");

    private Zones() {}

    public static boolean isKnown(String name) {
        return KNOWN.contains(name) || isLink(name);
    }

    /// Whether it is a name that the JDK leaves out; what is read is the zone that it leads to.
    public static boolean isLink(String name) {
        return LINKS.containsKey(name);
    }

    public static ZoneId read(String name) {
        if (!isKnown(name)) {
            throw new IllegalArgumentException(
                    "There is no IANA time zone " + name + "; write it like Europe/Berlin or UTC.");
        }
        return ZoneId.of(LINKS.getOrDefault(name, name));
    }
}
