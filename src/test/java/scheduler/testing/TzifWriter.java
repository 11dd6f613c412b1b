package scheduler.testing;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// Writes the compiled rules of a zone (TZif, RFC 9636) as a test needs them.
public record TzifWriter(ZoneOffset first, List<ZoneOffsetTransition> transitions, String footer) {

    private static final int MAGIC = 0x545a6966;
    private static final int DAY_SECONDS = 86_400;
    private static final int SOME_YEAR = 2027;

    /// A zone of one offset for ever.
    public static TzifWriter fixed(ZoneOffset offset) {
        return new TzifWriter(offset, List.of(), footer(offset));
    }

    /// The rules up to an instant, and one offset for ever from then on.
    public static TzifWriter fixedFrom(ZoneRules rules, Instant from, ZoneOffset offset) {
        var transitions = transitions(rules, from);
        var before = rules.getOffset(from.minusSeconds(1));
        if (!before.equals(offset)) {
            transitions.add(ZoneOffsetTransition.of(from.atOffset(before).toLocalDateTime(), before, offset));
        }
        return new TzifWriter(rules.getOffset(Instant.MIN), transitions, footer(offset));
    }

    /// The rules with their transitions written out up to an instant at least, and the rule for the years to come.
    public static TzifWriter of(ZoneRules rules, Instant upTo) {
        var ruled = rules.getTransitions().isEmpty()
                ? Instant.MIN
                : rules.getTransitions().getLast().getInstant().plusSeconds(1);
        var transitions = transitions(rules, upTo.isAfter(ruled) ? upTo : ruled);
        var first = rules.getOffset(Instant.MIN);
        var last = transitions.isEmpty() ? first : transitions.getLast().getOffsetAfter();
        var yearly = rules.getTransitionRules();
        return new TzifWriter(first, transitions, yearly.isEmpty() ? footer(last) : footer(yearly));
    }

    private static List<ZoneOffsetTransition> transitions(ZoneRules rules, Instant before) {
        var found = new ArrayList<ZoneOffsetTransition>();
        for (var next = rules.nextTransition(Instant.MIN);
                next != null && next.getInstant().isBefore(before);
                next = rules.nextTransition(next.getInstant())) {
            found.add(next);
        }
        return found;
    }

    private static String footer(ZoneOffset offset) {
        return "<STD>" + posix(-offset.getTotalSeconds());
    }

    private static String footer(List<ZoneOffsetTransitionRule> yearly) {
        var begins = yearly.getFirst().getOffsetAfter().getTotalSeconds()
                        > yearly.getFirst().getOffsetBefore().getTotalSeconds()
                ? yearly.getFirst()
                : yearly.getLast();
        var ends = begins.equals(yearly.getFirst()) ? yearly.getLast() : yearly.getFirst();
        return footer(begins.getOffsetBefore()) + "<DST>"
                + posix(-begins.getOffsetAfter().getTotalSeconds()) + "," + change(begins) + "," + change(ends);
    }

    /// A change as POSIX has it: the first, eighth … or last weekday of a month, and a wall clock time that may
    /// lie days off that day.
    private static String change(ZoneOffsetTransitionRule rule) {
        int day = rule.getDayOfMonthIndicator();
        int days = day < 0 ? day + 1 : (day - 1) % 7;
        int week = day < 0 ? 5 : (day - 1) / 7 + 1;
        var weekday = rule.getDayOfWeek().minus(days);
        var wall = rule.createTransition(SOME_YEAR).getDateTimeBefore();
        var first = YearMonth.of(SOME_YEAR, rule.getMonth());
        var on = day < 0
                ? first.atEndOfMonth().plusDays(day + 1).with(TemporalAdjusters.previousOrSame(rule.getDayOfWeek()))
                : first.atDay(day).with(TemporalAdjusters.nextOrSame(rule.getDayOfWeek()));
        int time = days * DAY_SECONDS
                + Math.toIntExact(Duration.between(on.atStartOfDay(), wall).toSeconds());
        return "M" + rule.getMonth().getValue() + "." + week + "." + weekday.getValue() % 7 + "/" + posix(time);
    }

    private static String posix(int seconds) {
        int abs = Math.abs(seconds);
        return "%s%d:%02d:%02d".formatted(seconds < 0 ? "-" : "", abs / 3600, abs / 60 % 60, abs % 60);
    }

    public byte[] bytes() {
        var offsets = new LinkedHashSet<ZoneOffset>();
        offsets.add(first);
        transitions.forEach(each -> offsets.add(each.getOffsetAfter()));
        var types = List.copyOf(offsets);
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            header(out, 0, 1);
            type(out, first);
            header(out, transitions.size(), types.size());
            for (var each : transitions) {
                out.writeLong(each.toEpochSecond());
            }
            for (var each : transitions) {
                out.writeByte(types.indexOf(each.getOffsetAfter()));
            }
            for (var each : types) {
                type(out, each);
            }
            out.writeBytes("\n" + footer + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void header(DataOutputStream out, int times, int types) throws IOException {
        out.writeInt(MAGIC);
        out.writeByte('3');
        out.write(new byte[15]);
        for (int count : new int[] {0, 0, 0, times, types, 0}) {
            out.writeInt(count);
        }
    }

    private static void type(DataOutputStream out, ZoneOffset offset) throws IOException {
        out.writeInt(offset.getTotalSeconds());
        out.writeByte(0);
        out.writeByte(0);
    }
}
