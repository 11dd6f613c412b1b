package scheduler.ical;

import biweekly.component.DaylightSavingsTime;
import biweekly.component.Observance;
import biweekly.component.RawComponent;
import biweekly.component.StandardTime;
import biweekly.property.UtcOffsetProperty;
import biweekly.util.ICalDate;
import java.time.DateTimeException;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scheduler.recurrence.Repeating;
import scheduler.time.TimeRange;

/// The rules that a calendar gives for a zone of its own (RFC 5545 §3.6.5), worked out here and for the years in which
/// its times can be, because the library would work out whatever stands there.
final class OwnZone {

    private static final int YEARS_BEFORE = 100;

    /// What an observance may have: one from 1601, as some write, changes as often by now.
    private static final int ONSETS_MAX = 1_000;

    private static final int OBSERVANCES_MAX = 100;
    private static final int RULES_MAX = 10;

    /// What all zones of a calendar may have together.
    private static final int ALL_ONSETS_MAX = 20_000;

    private final LocalDateTime from;
    private final LocalDateTime to;
    private int left = ALL_ONSETS_MAX;

    /// For times that overlap `range`, and those from which they repeat.
    OwnZone(TimeRange range) {
        var end = LocalDateTime.ofInstant(range.end(), ZoneOffset.UTC);
        this.from = end.minusYears(YEARS_BEFORE);
        this.to = end.plusYears(1);
    }

    /// When the clocks are set from one offset to another, by those that they show before.
    private record Onset(LocalDateTime local, ZoneOffset before, ZoneOffset after) {}

    /// The rules, or none where they cannot be worked out.
    Optional<ZoneRules> read(RawComponent zone) {
        try {
            var observances = Stream.concat(
                            zone.getComponents(StandardTime.class).stream(),
                            zone.getComponents(DaylightSavingsTime.class).stream())
                    .toList();
            return observances.isEmpty() || observances.size() > OBSERVANCES_MAX
                    ? Optional.empty()
                    : Optional.of(
                            rules(observances.stream().flatMap(this::onsets).toList()));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Stream<Onset> onsets(Observance observance) {
        var before = offset(observance.getTimezoneOffsetFrom());
        var after = offset(observance.getTimezoneOffsetTo());
        var start = observance.getDateStart();
        if (before == null || after == null || start == null) {
            throw new IllegalArgumentException("it does not say when or to what its clocks are set");
        }
        if (!observance.getExperimentalProperties(EventTimes.DATES).isEmpty()) {
            throw new IllegalArgumentException("its " + EventTimes.DATES + " is no time");
        }
        var locals = new ArrayList<LocalDateTime>();
        locals.add(local(start.getValue()));
        var rules = observance.getExperimentalProperties(EventTimes.RULE);
        if (rules.size() > RULES_MAX) {
            throw new IllegalArgumentException("it has too many rules");
        }
        for (var rule : rules) {
            locals.addAll(Repeating.read(rule.getValue(), before.getRules())
                    .between(locals.getFirst(), from, to, ONSETS_MAX));
        }
        observance.getRecurrenceDates().stream()
                .flatMap(each -> each.getDates().stream())
                .map(OwnZone::local)
                .forEach(locals::add);
        left -= locals.size();
        if (left < 0) {
            throw new IllegalArgumentException("its clocks are set too often");
        }
        return locals.stream().distinct().map(each -> new Onset(each, before, after));
    }

    private static @Nullable ZoneOffset offset(@Nullable UtcOffsetProperty property) {
        return property == null
                ? null
                : ZoneOffset.ofTotalSeconds(Math.toIntExact(
                        Objects.requireNonNull(property.getValue()).getMillis() / 1_000));
    }

    private static LocalDateTime local(ICalDate date) {
        var raw = date.getRawComponents();
        return LocalDateTime.of(
                raw.getYear(), raw.getMonth(), raw.getDate(), raw.getHour(), raw.getMinute(), raw.getSecond());
    }

    private static ZoneRules rules(List<Onset> onsets) {
        var sorted = onsets.stream()
                .sorted(Comparator.comparing(each -> each.local.toInstant(each.before)))
                .toList();
        var first = sorted.getFirst().before;
        var transitions = new ArrayList<ZoneOffsetTransition>();
        var now = first;
        for (var each : sorted) {
            var instant = each.local.toInstant(each.before);
            if (!transitions.isEmpty() && transitions.getLast().getInstant().equals(instant)) {
                // Some have all begin at once; the last of them it is.
                now = transitions.removeLast().getOffsetBefore();
            }
            if (!each.after.equals(now)) {
                transitions.add(ZoneOffsetTransition.of(LocalDateTime.ofInstant(instant, now), now, each.after));
                now = each.after;
            }
        }
        return ZoneRules.of(first, first, List.of(), transitions, List.of());
    }
}
