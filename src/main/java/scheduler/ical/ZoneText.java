package scheduler.ical;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import scheduler.time.TimeRange;

/// The rules of a time zone as a VTIMEZONE, for the time that a calendar is about and by the rules that the
/// service itself goes by: they may be newer than those of whoever reads it. Every change of the clocks is
/// written out, the last before that time and the first after it included; a rule for all years would be wrong
/// for the past of some zones and, in others, for the future.
final class ZoneText {

    /// More than any zone has in the years for which there are bookings.
    private static final int CHANGES_MAX = 1_000;

    private static final LocalDateTime LONG_AGO = LocalDateTime.of(1900, 1, 1, 0, 0);

    private ZoneText() {}

    /// Whether the local times of a stretch say when it is. They do not in the second of two hours that clocks show
    /// twice, of which readers take the first (RFC 5545 §3.3.5), nor at offsets of old that had seconds.
    static boolean canTell(ZoneId zone, TimeRange time) {
        var rules = zone.getRules();
        return !isUtc(rules)
                && isPlain(time.start(), zone)
                && isPlain(time.end(), zone)
                && changes(rules, time).stream().allMatch(each -> isWhole(each.getOffsetAfter()));
    }

    private static boolean isUtc(ZoneRules rules) {
        return rules.isFixedOffset() && rules.getOffset(Instant.EPOCH).equals(ZoneOffset.UTC);
    }

    private static boolean isPlain(Instant instant, ZoneId zone) {
        var there = instant.atZone(zone);
        return isWhole(there.getOffset())
                && there.toLocalDateTime().atZone(zone).toInstant().equals(instant);
    }

    private static boolean isWhole(ZoneOffset offset) {
        return offset.getTotalSeconds() % 60 == 0;
    }

    static void write(IcsText text, ZoneId zone, TimeRange time) {
        var rules = zone.getRules();
        text.begin("VTIMEZONE").text("TZID", zone.getId());
        var changes = changes(rules, time);
        if (changes.isEmpty() || changes.getFirst().getInstant().isAfter(time.start())) {
            var offset = rules.getOffset(time.start());
            observance(text, "STANDARD", LONG_AGO, offset, offset);
        }
        for (var each : changes) {
            var kind = rules.isDaylightSavings(each.getInstant()) ? "DAYLIGHT" : "STANDARD";
            // Nobody asks what was before clocks were set to whole minutes.
            var from = isWhole(each.getOffsetBefore()) ? each.getOffsetBefore() : each.getOffsetAfter();
            observance(text, kind, LocalDateTime.ofInstant(each.getInstant(), from), from, each.getOffsetAfter());
        }
        text.end("VTIMEZONE");
    }

    private static List<ZoneOffsetTransition> changes(ZoneRules rules, TimeRange time) {
        var found = new ArrayList<ZoneOffsetTransition>();
        var last = rules.previousTransition(time.start().plusNanos(1));
        if (last != null) {
            found.add(last);
        }
        var next = rules.nextTransition(time.start());
        while (next != null && found.size() < CHANGES_MAX) {
            found.add(next);
            next = next.getInstant().isBefore(time.end()) ? rules.nextTransition(next.getInstant()) : null;
        }
        return found;
    }

    private static void observance(IcsText text, String kind, LocalDateTime onset, ZoneOffset from, ZoneOffset to) {
        text.begin(kind)
                .value("DTSTART", IcsText.local(onset))
                .value("TZOFFSETFROM", offset(from))
                .value("TZOFFSETTO", offset(to))
                .end(kind);
    }

    private static String offset(ZoneOffset offset) {
        int minutes = Math.abs(offset.getTotalSeconds()) / 60;
        return "%s%02d%02d".formatted(offset.getTotalSeconds() < 0 ? "-" : "+", minutes / 60, minutes % 60);
    }
}
