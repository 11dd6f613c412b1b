package scheduler.holiday;

import de.focus_shift.jollyday.core.spi.ChristianHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.EthiopianOrthodoxHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.IslamicHolidayConfiguration;
import de.focus_shift.jollyday.core.spi.RelativeToEasterSundayHolidayConfiguration;
import java.time.chrono.Chronology;
import java.time.chrono.IsoChronology;
import org.threeten.extra.Days;
import org.threeten.extra.chrono.JulianChronology;

/// A rule of a calendar file for a feast, which follows a calendar of its own.
interface XmlFeast extends XmlRule {

    /// The key of a feast that has no other name than its own.
    default String keyOf(Enum<?> feast) {
        return common().key().isEmpty()
                ? descriptionPropertiesKeyPrefix() + descriptionPropertiesKeyPrefixSeparator() + feast
                : common().key();
    }

    /// Good Friday, by either calendar.
    record Christian(Common common, ChristianHolidayType type, Chronology chronology)
            implements XmlFeast, ChristianHolidayConfiguration {
        static Christian read(XmlNode node) {
            return new Christian(Common.read(node), node.one(ChristianHolidayType.class, "type"), reckoning(node));
        }

        @Override
        public String descriptionPropertiesKey() {
            return keyOf(type);
        }
    }

    /// So many days after Easter, by either calendar.
    record FromEaster(Common common, Chronology chronology, Days days)
            implements XmlFeast, RelativeToEasterSundayHolidayConfiguration {
        static FromEaster read(XmlNode node) {
            return new FromEaster(Common.read(node), reckoning(node), Days.of(node.number("days")));
        }
    }

    /// The end of Ramadan.
    record Islamic(Common common, IslamicHolidayType type) implements XmlFeast, IslamicHolidayConfiguration {
        static Islamic read(XmlNode node) {
            return new Islamic(Common.read(node), node.one(IslamicHolidayType.class, "type"));
        }

        @Override
        public String descriptionPropertiesKey() {
            return keyOf(type);
        }
    }

    /// The Ethiopian New Year.
    record Ethiopian(Common common, EthiopianOrthodoxHolidayType type)
            implements XmlFeast, EthiopianOrthodoxHolidayConfiguration {
        static Ethiopian read(XmlNode node) {
            return new Ethiopian(Common.read(node), node.one(EthiopianOrthodoxHolidayType.class, "type"));
        }

        @Override
        public String descriptionPropertiesKey() {
            return keyOf(type);
        }
    }

    private static Chronology reckoning(XmlNode node) {
        return node.optional("chronology").orElse("").equals("JULIAN")
                ? JulianChronology.INSTANCE
                : IsoChronology.INSTANCE;
    }
}
