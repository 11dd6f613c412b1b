package scheduler.time.zoneinfo;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.Month;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransitionRule;
import java.time.zone.ZoneOffsetTransitionRule.TimeDefinition;
import java.util.Comparator;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The rule for the years to come, as POSIX and RFC 9636 §3.3.1 write it: `CET-1CEST,M3.5.0,M10.5.0/3`. Without
/// `yearly` rules the standard offset stays.
record PosixRule(ZoneOffset standard, List<ZoneOffsetTransitionRule> yearly) {

    private static final String NAME = "(?:<[-+A-Za-z0-9]+>|[A-Za-z]{3,})";
    private static final String CHANGE = ",([^,/]+)(?:/([^,/]+))?";
    private static final Pattern RULE =
            Pattern.compile(NAME + "(?<standard>[-+:\\d]+)(?:" + NAME + "(?<daylight>[-+:\\d]+)?(?<changes>,.+))?");
    private static final Pattern CHANGES = Pattern.compile(CHANGE + CHANGE);
    private static final Pattern TIME = Pattern.compile("([-+]?)(\\d{1,3})(?::(\\d\\d))?(?::(\\d\\d))?");
    private static final Pattern WEEKDAY = Pattern.compile("M(\\d{1,2})\\.([1-5])\\.([0-6])");
    private static final Pattern DAY_OF_YEAR = Pattern.compile("J(\\d{1,3})");

    private static final int DAY_SECONDS = 86_400;
    private static final int AN_HOUR = 3_600;
    private static final String TWO_O_CLOCK = "2";
    private static final int LAST_WEEK = 5;
    private static final int SOME_YEAR = 2001;

    PosixRule {
        yearly = List.copyOf(yearly);
    }

    /// Reads a rule; IllegalArgumentException or DateTimeException says what is wrong with it.
    static PosixRule read(String text) {
        var rule = RULE.matcher(text);
        if (!rule.matches()) {
            throw unreadable(text);
        }
        // POSIX counts westward.
        var standard = ZoneOffset.ofTotalSeconds(-seconds(rule.group("standard")));
        if (rule.group("changes") == null) {
            return new PosixRule(standard, List.of());
        }
        var daylight = rule.group("daylight") == null
                ? ZoneOffset.ofTotalSeconds(standard.getTotalSeconds() + AN_HOUR)
                : ZoneOffset.ofTotalSeconds(-seconds(rule.group("daylight")));
        var changes = CHANGES.matcher(rule.group("changes"));
        if (!changes.matches()) {
            throw unreadable(text);
        }
        return read(changes.toMatchResult(), standard, daylight);
    }

    private static PosixRule read(MatchResult changes, ZoneOffset standard, ZoneOffset daylight) {
        int begins = seconds(orTwoOClock(changes.group(2)));
        int ends = seconds(orTwoOClock(changes.group(4)));
        if (isAllYear(changes, begins, ends, daylight.getTotalSeconds() - standard.getTotalSeconds())) {
            return new PosixRule(daylight, List.of());
        }
        var yearly = List.of(
                change(changes.group(1), begins, standard, standard, daylight),
                change(changes.group(3), ends, standard, daylight, standard));
        return new PosixRule(
                standard,
                yearly.stream()
                        .sorted(Comparator.comparing(
                                each -> each.createTransition(SOME_YEAR).getInstant()))
                        .toList());
    }

    /// Daylight saving time that ends as the next begins is how a rule says that it never ends (RFC 9636 §3.3.1).
    private static boolean isAllYear(MatchResult changes, int begins, int ends, int saved) {
        return changes.group(1).equals("0")
                && begins == 0
                && changes.group(3).equals("J365")
                && ends == DAY_SECONDS + saved;
    }

    private static String orTwoOClock(@Nullable String time) {
        return time == null ? TWO_O_CLOCK : time;
    }

    /// A change of each year. Its time may lie days off its date; java.time wants it on the date itself, and knows the
    /// end of a day.
    private static ZoneOffsetTransitionRule change(
            String date, int seconds, ZoneOffset standard, ZoneOffset before, ZoneOffset after) {
        boolean endOfDay = seconds > 0 && seconds % DAY_SECONDS == 0;
        int days = Math.floorDiv(endOfDay ? seconds - 1 : seconds, DAY_SECONDS);
        var on = on(date, days);
        return ZoneOffsetTransitionRule.of(
                on.month,
                on.day,
                on.weekday,
                LocalTime.ofSecondOfDay(Math.floorMod(seconds, DAY_SECONDS)),
                endOfDay,
                TimeDefinition.WALL,
                standard,
                before,
                after);
    }

    /// A day as java.time says it: the weekday on or after the day, or on or before it where that counts from the end
    /// of the month (-1 is the last).
    private record On(Month month, int day, @Nullable DayOfWeek weekday) {}

    private static On on(String date, int days) {
        var weekday = WEEKDAY.matcher(date);
        if (weekday.matches()) {
            return weekday(
                    Month.of(number(weekday, 1)), number(weekday, 2), DayOfWeek.SUNDAY.plus(number(weekday, 3)), days);
        }
        var dayOfYear = DAY_OF_YEAR.matcher(date);
        if (dayOfYear.matches() && days == 0) {
            var day = LocalDate.ofYearDay(SOME_YEAR, number(dayOfYear, 1));
            return new On(day.getMonth(), day.getDayOfMonth(), null);
        }
        throw inexpressible(date);
    }

    private static On weekday(Month month, int week, DayOfWeek weekday, int days) {
        int day;
        if (week < LAST_WEEK) {
            day = 7 * (week - 1) + 1 + days;
        } else if (days <= 0) {
            day = days - 1;
        } else {
            day = month.minLength() - 6 + days;
        }
        boolean crosses = week < LAST_WEEK ? day < 1 : days > 0 && month == Month.FEBRUARY;
        if (crosses || day > month.minLength()) {
            throw inexpressible("M" + month.getValue() + "." + week);
        }
        return new On(month, day, weekday.plus(days));
    }

    private static int number(MatchResult match, int group) {
        return Integer.parseInt(match.group(group));
    }

    private static int seconds(String clock) {
        var time = TIME.matcher(clock);
        if (!time.matches()) {
            throw unreadable(clock);
        }
        int seconds = number(time, 2) * AN_HOUR + orZero(time.group(3)) * 60 + orZero(time.group(4));
        return time.group(1).equals("-") ? -seconds : seconds;
    }

    private static int orZero(@Nullable String digits) {
        return digits == null ? 0 : Integer.parseInt(digits);
    }

    private static IllegalArgumentException unreadable(String text) {
        return new IllegalArgumentException("the rule for the years to come cannot be read: " + text);
    }

    private static IllegalArgumentException inexpressible(String date) {
        return new IllegalArgumentException("java.time has no yearly change like " + date);
    }
}
