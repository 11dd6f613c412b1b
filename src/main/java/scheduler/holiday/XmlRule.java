package scheduler.holiday;

import de.focus_shift.jollyday.core.HolidayType;
import de.focus_shift.jollyday.core.spi.Described;
import de.focus_shift.jollyday.core.spi.FixedHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.FixedWeekdayBetweenFixedHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.FixedWeekdayInMonthHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.FixedWeekdayRelativeToFixedHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.Limited;
import de.focus_shift.jollyday.core.spi.Movable;
import de.focus_shift.jollyday.core.spi.Occurrence;
import de.focus_shift.jollyday.core.spi.Relation;
import de.focus_shift.jollyday.core.spi.RelativeToFixedHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.RelativeToWeekdayInMonthHolidayConfiguration;
import java.time.DayOfWeek;
import java.time.Month;
import java.time.MonthDay;
import java.time.Year;
import java.util.List;
import java.util.Optional;
import org.threeten.extra.Days;

/// A rule of a calendar file. The records below are those by the common calendar; the feasts have their own.
interface XmlRule extends Described, Limited, Movable {

    Common common();

    /// What rules of every kind have.
    record Common(
            String key,
            HolidayType type,
            Optional<Year> from,
            Optional<Year> to,
            YearCycle cycle,
            List<MovingCondition> conditions) {

        static Common read(XmlNode node) {
            return new Common(
                    node.optional("descriptionPropertiesKey").orElse(""),
                    node.optional(HolidayType.class, "localizedType").orElse(HolidayType.PUBLIC_HOLIDAY),
                    node.optional("validFrom").map(Year::parse),
                    node.optional("validTo").map(Year::parse),
                    node.optional(YearCycle.class, "every").orElse(YearCycle.EVERY_YEAR),
                    node.all("MovingCondition", Moved::read));
        }
    }

    /// That a holiday on one day of the week is observed on another.
    record Moved(DayOfWeek substitute, With with, DayOfWeek weekday) implements MovingCondition {
        static Moved read(XmlNode node) {
            return new Moved(
                    node.one(DayOfWeek.class, "substitute"),
                    node.one(With.class, "with"),
                    node.one(DayOfWeek.class, "weekday"));
        }
    }

    @Override
    default String descriptionPropertiesKey() {
        return common().key();
    }

    @Override
    default HolidayType holidayType() {
        return common().type();
    }

    @Override
    default Optional<Year> validFrom() {
        return common().from();
    }

    @Override
    default Optional<Year> validTo() {
        return common().to();
    }

    @Override
    default YearCycle cycle() {
        return common().cycle();
    }

    @Override
    default List<MovingCondition> conditions() {
        return common().conditions();
    }

    /// The first of May.
    record Fixed(Common common, MonthDay day) implements XmlRule, FixedHolidayConfiguration {
        static Fixed read(XmlNode node) {
            return new Fixed(Common.read(node), MonthDay.of(node.one(Month.class, "month"), node.number("day")));
        }
    }

    /// The last Monday of May.
    record WeekdayInMonth(Common common, Occurrence which, DayOfWeek weekday, Month month)
            implements XmlRule, FixedWeekdayInMonthHolidayConfiguration {
        static WeekdayInMonth read(XmlNode node) {
            return new WeekdayInMonth(
                    Common.read(node),
                    node.one(Occurrence.class, "which"),
                    node.one(DayOfWeek.class, "weekday"),
                    node.one(Month.class, "month"));
        }
    }

    /// Two days, or the Wednesday, before the 23rd of November.
    record FromFixed(
            Common common,
            Optional<DayOfWeek> weekday,
            Optional<Days> days,
            Optional<Relation> when,
            FixedHolidayConfiguration date)
            implements XmlRule, RelativeToFixedHolidayConfiguration {
        static FromFixed read(XmlNode node) {
            return new FromFixed(
                    Common.read(node),
                    node.optional(DayOfWeek.class, "Weekday"),
                    node.optional("Days").map(Integer::parseInt).map(Days::of),
                    node.optional(Relation.class, "When"),
                    Fixed.read(node.one("Date")));
        }
    }

    /// The Tuesday after the first Monday of November.
    record FromWeekday(
            Common common, DayOfWeek weekday, Relation when, FixedWeekdayInMonthHolidayConfiguration weekdayInMonth)
            implements XmlRule, RelativeToWeekdayInMonthHolidayConfiguration {
        static FromWeekday read(XmlNode node) {
            return new FromWeekday(
                    Common.read(node),
                    node.one(DayOfWeek.class, "weekday"),
                    node.one(Relation.class, "when"),
                    WeekdayInMonth.read(node.one("FixedWeekday")));
        }
    }

    /// The Saturday from the 20th to the 26th of June.
    record WeekdayBetween(
            Common common, DayOfWeek weekday, FixedHolidayConfiguration from, FixedHolidayConfiguration to)
            implements XmlRule, FixedWeekdayBetweenFixedHolidayConfiguration {
        static WeekdayBetween read(XmlNode node) {
            return new WeekdayBetween(
                    Common.read(node),
                    node.one(DayOfWeek.class, "weekday"),
                    Fixed.read(node.one("from")),
                    Fixed.read(node.one("to")));
        }
    }

    /// The second Monday after the first of May.
    record WeekdayFromFixed(
            Common common, Occurrence which, DayOfWeek weekday, Relation when, FixedHolidayConfiguration day)
            implements XmlRule, FixedWeekdayRelativeToFixedHolidayConfiguration {
        static WeekdayFromFixed read(XmlNode node) {
            return new WeekdayFromFixed(
                    Common.read(node),
                    node.one(Occurrence.class, "which"),
                    node.one(DayOfWeek.class, "weekday"),
                    node.one(Relation.class, "when"),
                    Fixed.read(node.one("day")));
        }
    }
}
