package scheduler.ical;

import biweekly.component.RawComponent;
import biweekly.property.RawProperty;
import java.time.ZoneId;
import java.time.zone.ZoneRules;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import scheduler.time.Zones;

/// What the names of time zones in a calendar mean: those of the IANA database, also behind somebody's prefix,
/// and those of Windows. What the calendar itself says of their rules is not looked at then, since our own are those
/// by which times are offered; only the name that some add to them (`X-LIC-LOCATION`) is. Of a name that nobody else
/// has, the calendar's rules are all that there is; of one like `EST` they come first, because some mean by it a zone
/// whose clocks change.
final class ZoneNames {

    private static final int NAMED_MAX = 10;

    private static final int OWN_MAX = 50;

    private final Map<String, RawComponent> given;
    private final OwnZone own;
    private final Map<String, Optional<ZoneRules>> found = new HashMap<>();
    private int owned;

    /// `given` is what the calendar says of zones, by their names.
    ZoneNames(Map<String, RawComponent> given, OwnZone own) {
        this.given = given;
        this.own = own;
    }

    /// Where a zone is not known the calendar's own is given until `end` refuses all that are not.
    ZoneRules read(String name, ZoneRules otherwise) {
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

    private Optional<ZoneRules> find(String name) {
        var zone = Optional.ofNullable(given.get(name));
        return of(name).or(() -> zone.flatMap(ZoneNames::location).flatMap(ZoneNames::of))
                .map(ZoneId::getRules)
                .or(() -> owned++ < OWN_MAX ? zone.flatMap(own::read) : Optional.empty())
                .or(() -> link(name).map(ZoneId::getRules));
    }

    private static Optional<String> location(RawComponent zone) {
        return Optional.ofNullable(zone.getExperimentalProperty("X-LIC-LOCATION"))
                .map(RawProperty::getValue);
    }

    private static Optional<ZoneId> of(String name) {
        for (int at = 0; at >= 0; at = name.indexOf('/', at) + 1) {
            var rest = name.substring(at);
            if (Zones.isKnown(rest) && !Zones.isLink(rest)) {
                return Optional.of(Zones.read(rest));
            }
            if (name.indexOf('/', at) < 0) {
                break;
            }
        }
        return WindowsZones.find(name.strip()).map(Zones::read);
    }

    private static Optional<ZoneId> link(String name) {
        return Optional.of(name.substring(name.lastIndexOf('/') + 1))
                .filter(Zones::isLink)
                .map(Zones::read);
    }
}
