package scheduler.recurrence;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;
import org.jspecify.annotations.Nullable;
import scheduler.recurrence.Occurrence.Meaning;
import scheduler.time.LocalStart;
import scheduler.time.WallClock;

/// A rule of recurrence (RFC 5545 §3.3.10), such as `FREQ=WEEKLY;COUNT=12`. It counts in wall time, so what is at 9:00
/// stays there when the clocks change. It has to say where it ends, by `COUNT` or `UNTIL`.
public final class Recurrence {

    public static final int OCCURRENCES_MAX = 366;
    public static final int YEARS_MAX = 10;

    private static final String OVER = "It ends before the start.";
    private static final String TOO_LONG = "It goes on for more than " + YEARS_MAX + " years.";
    private static final int LENGTH_MAX = 500;
    private static final String PROPERTY = "RRULE:";

    /// How often each comes in a year at most.
    private static final Map<Freq, Integer> FREQUENCIES =
            Map.of(Freq.DAILY, 366, Freq.WEEKLY, 53, Freq.MONTHLY, 12, Freq.YEARLY, 1);

    private final String text;
    private final RecurrenceRule endless;
    private final @Nullable Integer count;
    private final @Nullable Until until;

    private Recurrence(String text, RecurrenceRule rule, RecurrenceRule endless) {
        this.text = text;
        this.endless = endless;
        this.count = rule.getCount();
        this.until = Until.of(rule);
    }

    /// What becomes of a local time that the clocks leave out.
    public enum Gap {
        /// It is no occurrence and does not count as one, as RFC 5545 has it.
        SKIP,
        /// It is as much later as the clocks are put forward.
        SHIFT;

        public static Gap read(String text) {
            return Arrays.stream(values())
                    .filter(each -> each.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("It must be skip or shift."));
        }

        public String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Reads a rule, or the line of a calendar that has it. Throws an IllegalArgumentException that says what is wrong.
    public static Recurrence read(String given) {
        if (given.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("It may have " + LENGTH_MAX + " characters at most.");
        }
        boolean isLine = given.regionMatches(true, 0, PROPERTY, 0, PROPERTY.length());
        var text = isLine ? given.substring(PROPERTY.length()) : given;
        try {
            var rule = new RecurrenceRule(text, RfcMode.RFC5545_STRICT);
            refuse(rule);
            return new Recurrence(text, rule, new RecurrenceRule(withoutEnd(text), RfcMode.RFC5545_STRICT));
        } catch (InvalidRecurrenceRuleException e) {
            throw new IllegalArgumentException(
                    "It is no rule of recurrence (RFC 5545) such as FREQ=WEEKLY;COUNT=12: "
                            + String.valueOf(e.getMessage()).replaceFirst("\\.?$", "."),
                    e);
        }
    }

    private static void refuse(RecurrenceRule rule) {
        var mostInYear = FREQUENCIES.get(rule.getFreq());
        if (mostInYear == null) {
            throw new IllegalArgumentException("FREQ must be DAILY, WEEKLY, MONTHLY or YEARLY.");
        }
        if (rule.isInfinite()) {
            throw new IllegalArgumentException("It must end: give COUNT or UNTIL.");
        }
        var count = rule.getCount();
        if (count != null && count > OCCURRENCES_MAX) {
            throw new IllegalArgumentException("It may have " + OCCURRENCES_MAX + " occurrences at most.");
        }
        if (rule.getInterval() > YEARS_MAX * mostInYear) {
            // The library may go through all that lies between, and keep an event loop busy for minutes.
            throw new IllegalArgumentException("INTERVAL may be " + YEARS_MAX + " years at most.");
        }
        boolean isPlain = !rule.toString().contains("BY");
        if (count != null && isPlain && (count - 1L) * rule.getInterval() > (long) YEARS_MAX * mostInYear) {
            throw new IllegalArgumentException(TOO_LONG);
        }
    }

    private static String withoutEnd(String text) {
        return Arrays.stream(text.split(";", -1))
                .filter(each -> !each.toUpperCase(Locale.ROOT).matches("(COUNT|UNTIL)=.*"))
                .collect(Collectors.joining(";"));
    }

    /// All of them, the first at `start`, in their order. An IllegalArgumentException says why there are none, or too
    /// many: `start` has to be one of them.
    public List<Occurrence> from(LocalDateTime start, ZoneId zone, Gap gap) {
        try {
            return expanded(endless.iterator(floating(start)), start, zone, gap);
        } catch (IllegalStateException | IllegalArgumentException e) {
            // The library gives up on a rule that matches no date, and may say where in itself it does.
            var why = String.valueOf(e.getMessage()).replaceFirst(" org\\.dmfs\\..*", "");
            throw e instanceof NotThere ? e : new NotThere("It has too few occurrences: " + why + ".");
        } catch (ClassCastException e) {
            // It stumbles over SKIP (RFC 7529) beside some parts.
            throw new NotThere("It cannot be worked out with both SKIP and what stands beside it.");
        }
    }

    /// An IllegalArgumentException if it ends before then: where a local time is there twice, an end may lie between.
    public void refuseOver(Instant start) {
        if (until != null && until.isBefore(start)) {
            throw new NotThere(OVER);
        }
    }

    /// What this class itself has to say against an expansion.
    private static final class NotThere extends IllegalArgumentException {
        private static final long serialVersionUID = 1;

        NotThere(String message) {
            super(message);
        }
    }

    /// Whether then is an occurrence of this rule, before its end.
    public boolean hasFirst(LocalDateTime start, ZoneId zone) {
        try {
            return (until == null || !until.isBefore(start, zone.getRules()))
                    && local(endless.iterator(floating(start)).nextDateTime()).equals(start);
        } catch (IllegalStateException | IllegalArgumentException | ClassCastException e) {
            return false;
        }
    }

    private List<Occurrence> expanded(RecurrenceRuleIterator rule, LocalDateTime start, ZoneId zone, Gap gap) {
        var last = start.plusYears(YEARS_MAX);
        var found = new ArrayList<Occurrence>();
        int counted = 0;
        while (count == null || counted < count) {
            var local = local(rule.nextDateTime());
            if (found.isEmpty() && !local.equals(start)) {
                throw new NotThere("The start is no occurrence of the rule; the first from then on is " + local + ".");
            }
            if (until != null && until.isBefore(local, zone.getRules())) {
                break;
            }
            if (local.isAfter(last)) {
                throw new NotThere(TOO_LONG);
            }
            if (counted == OCCURRENCES_MAX) {
                throw new NotThere("It has more than " + OCCURRENCES_MAX + " occurrences.");
            }
            if (found.size() - counted == OCCURRENCES_MAX) {
                throw new NotThere("The clocks leave out more than " + OCCURRENCES_MAX + " of its occurrences.");
            }
            var meaning = meaning(local, zone, gap);
            found.add(new Occurrence(found.size() + 1, local, meaning));
            counted += meaning instanceof Meaning.LeftOut ? 0 : 1;
        }
        if (counted == 0) {
            throw new NotThere(OVER);
        }
        return List.copyOf(found);
    }

    private static Meaning meaning(LocalDateTime local, ZoneId zone, Gap gap) {
        return switch (WallClock.resolve(local, zone)) {
            case LocalStart.Exact(var instant) -> new Meaning.Exact(instant);
            case LocalStart.Ambiguous twice -> new Meaning.First(twice.earlier());
            case LocalStart.Nonexistent(var nextValid) ->
                gap == Gap.SKIP
                        ? new Meaning.LeftOut(nextValid)
                        : new Meaning.Shifted(local.atZone(zone).toInstant());
        };
    }

    static DateTime floating(LocalDateTime local) {
        return new DateTime(
                local.getYear(),
                local.getMonthValue() - 1,
                local.getDayOfMonth(),
                local.getHour(),
                local.getMinute(),
                local.getSecond());
    }

    /// A leap second is the one before it (RFC 5545 §3.3.12).
    static LocalDateTime local(DateTime time) {
        int second = time.getSeconds();
        return LocalDateTime.of(
                time.getYear(),
                time.getMonth() + 1,
                time.getDayOfMonth(),
                time.getHours(),
                time.getMinutes(),
                second == 60 ? 59 : second);
    }

    /// The rule as it was given, without the name of its property.
    public String text() {
        return text;
    }
}
