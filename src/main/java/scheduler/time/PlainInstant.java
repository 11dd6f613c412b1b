package scheduler.time;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/// Instants in the form that nearly all have, `2026-12-01T09:00:00+01:00` or with a Z, a tenth as long as the JDK's
/// formatters take for them. Whatever looks otherwise is null here and left to those.
final class PlainInstant {

    private static final String FORM = "0000-00-00T00:00:00";
    private static final String OFFSET_FORM = "+00:00";
    private static final int OFFSET_HOURS_MAX = 17;

    private PlainInstant() {}

    static @Nullable Instant read(String text) {
        int length = FORM.length();
        if (!has(text, 0, FORM)) {
            return null;
        }
        var offset = offset(text, length);
        int month = number(text, 5, 2);
        int day = number(text, 8, 2);
        int hour = number(text, 11, 2);
        int minute = number(text, 14, 2);
        int second = number(text, 17, 2);
        boolean isTime = offset != null && month >= 1 && month <= 12 && hour < 24 && minute < 60 && second < 60;
        if (!isTime || !YearMonth.of(number(text, 0, 4), month).isValidDay(day)) {
            return null;
        }
        return LocalDateTime.of(number(text, 0, 4), month, day, hour, minute, second)
                .toInstant(offset);
    }

    private static @Nullable ZoneOffset offset(String text, int at) {
        if (text.length() == at + 1 && text.charAt(at) == 'Z') {
            return ZoneOffset.UTC;
        }
        if (text.length() != at + OFFSET_FORM.length() || !has(text, at, OFFSET_FORM)) {
            return null;
        }
        int hours = number(text, at + 1, 2);
        int minutes = number(text, at + 4, 2);
        int sign = text.charAt(at) == '-' ? -1 : 1;
        return hours > OFFSET_HOURS_MAX || minutes > 59
                ? null
                : ZoneOffset.ofHoursMinutes(sign * hours, sign * minutes);
    }

    /// Whether digits stand where the form has digits, a sign where it has one, and else what it has.
    private static boolean has(String text, int at, String form) {
        if (text.length() < at + form.length()) {
            return false;
        }
        for (int i = 0; i < form.length(); i++) {
            char found = text.charAt(at + i);
            boolean fits = switch (form.charAt(i)) {
                case '0' -> found >= '0' && found <= '9';
                case '+' -> found == '+' || found == '-';
                default -> found == form.charAt(i);
            };
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    private static int number(String text, int at, int digits) {
        int number = 0;
        for (int i = at; i < at + digits; i++) {
            number = number * 10 + text.charAt(i) - '0';
        }
        return number;
    }

    static @Nullable String write(LocalDateTime time, ZoneOffset offset) {
        int year = time.getYear();
        int seconds = offset.getTotalSeconds();
        if (time.getNano() != 0 || year < 1_000 || year > 9_999 || seconds % 60 != 0) {
            return null;
        }
        var text = new StringBuilder(FORM.length() + OFFSET_FORM.length()).append(year);
        two(text.append('-'), time.getMonthValue());
        two(text.append('-'), time.getDayOfMonth());
        two(text.append('T'), time.getHour());
        two(text.append(':'), time.getMinute());
        two(text.append(':'), time.getSecond());
        if (seconds == 0) {
            return text.append('Z').toString();
        }
        int minutes = Math.abs(seconds / 60);
        two(text.append(seconds < 0 ? '-' : '+'), minutes / 60);
        two(text.append(':'), minutes % 60);
        return text.toString();
    }

    private static void two(StringBuilder text, int number) {
        text.append((char) ('0' + number / 10)).append((char) ('0' + number % 10));
    }
}
