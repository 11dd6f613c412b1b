package scheduler.holiday;

import de.focus_shift.jollyday.core.CalendarHierarchy;
import de.focus_shift.jollyday.core.HolidayManager;
import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.ManagerParameters;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.Year;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// The public holidays of a country, or of one of its regions together with those of the whole country. A year of them
/// is worked out when it is first asked for, and kept.
public final class PublicHolidays implements Holidays {

    private static final int FIRST_YEAR = 1900;
    private static final int YEARS = 301;
    private static final Map<String, PublicHolidays> KNOWN = new ConcurrentHashMap<>();
    private static final Properties READ_BY_US = new Properties();

    static {
        READ_BY_US.setProperty("configuration.service.impl", XmlCalendars.class.getName());
        // The library would keep all that it ever worked out, and without a bound.
        HolidayManager.setManagerCachingEnabled(false);
    }

    private final String code;
    private final String country;
    private final String[] regions;
    private final AtomicReferenceArray<@Nullable BitSet> years = new AtomicReferenceArray<>(YEARS);

    private PublicHolidays(String code) {
        var parts = code.split("-", -1);
        this.code = code;
        this.country = parts[0];
        this.regions = Arrays.copyOfRange(parts, 1, parts.length);
    }

    /// Finds a calendar by its code, `DE` or `DE-BE`; IllegalArgumentException says which there are.
    public static PublicHolidays of(String code) {
        return KNOWN.computeIfAbsent(code.toUpperCase(Locale.ROOT), PublicHolidays::find);
    }

    private static PublicHolidays find(String code) {
        var found = new PublicHolidays(code);
        if (!HolidayManager.getSupportedCalendarCodes().contains(found.country)) {
            throw new IllegalArgumentException("There is no holiday calendar " + code
                    + "; write a country or one of its regions as ISO 3166 has them, like DE, DE-BE or US-NY.");
        }
        var place = manager(found.country).getCalendarHierarchy();
        var known = found.country;
        for (var region : found.regions) {
            place = within(place, region, known);
            known += "-" + region;
        }
        return found;
    }

    private static CalendarHierarchy within(CalendarHierarchy place, String region, String known) {
        var regions = new TreeSet<String>();
        for (var each : place.getChildren().values()) {
            if (each.getId().equalsIgnoreCase(region)) {
                return each;
            }
            regions.add(each.getId().toUpperCase(Locale.ROOT));
        }
        throw new IllegalArgumentException("The holiday calendar " + known + " has no region " + region
                + (regions.isEmpty() ? ", and no other." : "; it has " + String.join(", ", regions) + "."));
    }

    /// One at a time: the library's look for who reads its files is not made for two who come first.
    static synchronized HolidayManager manager(String country) {
        return HolidayManager.getInstance(ManagerParameters.create(country.toLowerCase(Locale.ROOT), READ_BY_US));
    }

    @Override
    public boolean test(LocalDate date) {
        int index = date.getYear() - FIRST_YEAR;
        if (index < 0 || index >= YEARS) {
            return false;
        }
        var days = years.get(index);
        if (days == null) {
            days = daysOff(date.getYear());
            years.set(index, days);
        }
        return days.get(date.getDayOfYear());
    }

    /// New Year's Day may be observed in the year before.
    private BitSet daysOff(int year) {
        var days = new BitSet();
        var manager = manager(country);
        for (int near = year - 1; near <= year + 1; near++) {
            try {
                for (var holiday : manager.getHolidays(Year.of(near), HolidayType.PUBLIC_HOLIDAY, regions)) {
                    mark(holiday.getDate(), year, days);
                    // A Christmas Day on a Saturday is no working day, though it is observed on the Monday after.
                    // What is moved from a working day leaves it one.
                    if (isWeekend(holiday.getActualDate())) {
                        mark(holiday.getActualDate(), year, days);
                    }
                }
            } catch (DateTimeException e) {
                // Java's Islamic calendar ends in 2174.
                break;
            }
        }
        return days;
    }

    private static void mark(LocalDate date, int year, BitSet days) {
        if (date.getYear() == year) {
            days.set(date.getDayOfYear());
        }
    }

    private static boolean isWeekend(LocalDate date) {
        return date.getDayOfWeek() == DayOfWeek.SATURDAY || date.getDayOfWeek() == DayOfWeek.SUNDAY;
    }

    @Override
    public String toJson() {
        return code;
    }

    @Override
    public String toString() {
        return code;
    }
}
