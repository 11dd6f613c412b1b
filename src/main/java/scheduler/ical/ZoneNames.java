package scheduler.ical;

import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import scheduler.time.Zones;

/// What the names of time zones in a calendar mean: those of the IANA database, also behind somebody's prefix,
/// and those of Windows. What the calendar itself says of their rules is not looked at, since our own are those
/// by which times are offered; only the name that some add to them (`X-LIC-LOCATION`) is.
final class ZoneNames {

    private static final int NAMED_MAX = 10;

    private final Map<String, String> locations;
    private final Map<String, Optional<ZoneId>> found = new HashMap<>();

    /// `locations` are the names that the calendar adds to its own.
    ZoneNames(Map<String, String> locations) {
        this.locations = locations;
    }

    /// Where a zone is not known the calendar's own is given until `end` refuses all that are not.
    ZoneId read(String name, ZoneId otherwise) {
        return found.computeIfAbsent(name, this::find).orElse(otherwise);
    }

    void end() {
        var unknown = found.entrySet().stream()
                .filter(each -> each.getValue().isEmpty())
                .map(Map.Entry::getKey)
                .collect(Collectors.toCollection(TreeSet::new));
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException("It has time zones that are not known: "
                    + unknown.stream().limit(NAMED_MAX).collect(Collectors.joining(", ")) + ".");
        }
    }

    private Optional<ZoneId> find(String name) {
        return of(name).or(() -> Optional.ofNullable(locations.get(name)).flatMap(ZoneNames::of));
    }

    private static Optional<ZoneId> of(String name) {
        for (int at = 0; at >= 0; at = name.indexOf('/', at) + 1) {
            var rest = name.substring(at);
            if (Zones.isKnown(rest)) {
                return Optional.of(Zones.read(rest));
            }
            if (name.indexOf('/', at) < 0) {
                break;
            }
        }
        return WindowsZones.find(name.strip()).map(Zones::read);
    }
}
