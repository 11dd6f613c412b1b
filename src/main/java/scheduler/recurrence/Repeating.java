package scheduler.recurrence;

import java.time.LocalDateTime;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.jspecify.annotations.Nullable;

/// A rule of recurrence of somebody else's calendar, which need not end: looked at for some time only. As it is
/// not ours to refuse, it is read as leniently as the library can.
public final class Repeating {

    private static final int LENGTH_MAX = 1_000;

    /// Others would keep us busy, and nobody has meetings every minute.
    private static final Set<Freq> FREQUENCIES =
            EnumSet.of(Freq.HOURLY, Freq.DAILY, Freq.WEEKLY, Freq.MONTHLY, Freq.YEARLY);

    /// A hundred years of days.
    private static final int INTERVAL_MAX = 36_525;

    private final RecurrenceRule endless;
    private final @Nullable Integer count;
    private final @Nullable Until until;
    private final ZoneRules zone;
    private final boolean isOfDays;

    private Repeating(
            RecurrenceRule endless, @Nullable Integer count, @Nullable Until until, ZoneRules zone, boolean isOfDays) {
        this.endless = endless;
        this.count = count;
        this.until = until;
        this.zone = zone;
        this.isOfDays = isOfDays;
    }

    /// Throws an IllegalArgumentException that says what is wrong. `zone` is where the local times are, for an end that
    /// is an instant, and for times that its clocks leave out: those are no occurrences (RFC 5545 §3.3.10).
    public static Repeating read(String text, ZoneRules zone) {
        return read(text, zone, false);
    }

    /// The same for whole days, all of which there are, whether the clocks show their midnight or not.
    public static Repeating readDays(String text, ZoneRules zone) {
        return read(text, zone, true);
    }

    private static Repeating read(String text, ZoneRules zone, boolean isOfDays) {
        if (text.length() > LENGTH_MAX) {
            throw new IllegalArgumentException("It may have " + LENGTH_MAX + " characters at most.");
        }
        try {
            var rule = new RecurrenceRule(text, RfcMode.RFC5545_LAX);
            if (!FREQUENCIES.contains(rule.getFreq())) {
                throw new IllegalArgumentException("FREQ must be HOURLY, DAILY, WEEKLY, MONTHLY or YEARLY.");
            }
            if (rule.getInterval() > INTERVAL_MAX) {
                // The library may go through all that lies between.
                throw new IllegalArgumentException("INTERVAL may be " + INTERVAL_MAX + " at most.");
            }
            var count = rule.getCount();
            var until = Until.of(rule);
            // The end is kept here, for the library knows no zone: an end that is an instant is compared with local
            // times, and what the clocks leave out does not count. This takes either away.
            rule.setUntil(null);
            return new Repeating(rule, count, until, zone, isOfDays);
        } catch (InvalidRecurrenceRuleException e) {
            throw new IllegalArgumentException("It is no rule of recurrence (RFC 5545): " + e.getMessage() + ".", e);
        }
    }

    /// The local times from `from` up to `to` at which something is that is first at `start`, in their order. No more
    /// than `max` are looked at, and an IllegalArgumentException says that there are.
    public List<LocalDateTime> between(LocalDateTime start, LocalDateTime from, LocalDateTime to, int max) {
        var found = new ArrayList<LocalDateTime>();
        try {
            var times = endless.iterator(Recurrence.floating(start));
            if (count == null && from.isAfter(start)) {
                times.fastForward(Recurrence.floating(from));
            }
            int counted = 0;
            for (int looked = 0; (count == null || counted < count) && times.hasNext(); looked++) {
                if (looked == max) {
                    throw new IllegalArgumentException("It has more than " + max + " occurrences.");
                }
                var local = Recurrence.local(times.nextDateTime());
                if (!local.isBefore(to) || (until != null && until.isBefore(local, zone))) {
                    break;
                }
                if (!local.equals(start) && isLeftOut(local)) {
                    continue;
                }
                counted++;
                if (!local.isBefore(from)) {
                    found.add(local);
                }
            }
        } catch (IllegalStateException | ClassCastException e) {
            // The library gives up on a rule that matches no date, and stumbles over SKIP (RFC 7529) beside some parts.
            return found;
        }
        return found;
    }

    private boolean isLeftOut(LocalDateTime local) {
        return !isOfDays && zone.getValidOffsets(local).isEmpty();
    }
}
