package scheduler.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Names of time zones.
class ZonesTest {

    @ParameterizedTest
    @ValueSource(strings = {"Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Pacific/Kiritimati", "UTC"})
    void a_name_of_the_iana_database_is_a_zone(String name) {
        assertThat(Zones.read(name)).isEqualTo(ZoneId.of(name));
    }

    /// The JDK leaves them out, in its own rules as in those that are read from elsewhere.
    @ParameterizedTest
    @CsvSource({"EST, America/Panama", "HST, Pacific/Honolulu", "MST, America/Phoenix", "ROC, Asia/Taipei"})
    void a_link_of_the_database_that_the_jdk_does_not_have_is_the_zone_that_it_leads_to(String name, String zone) {
        assertThat(Zones.isKnown(name)).isTrue();
        assertThat(Zones.read(name)).isEqualTo(ZoneId.of(zone));
        assertThat(ZoneId.getAvailableZoneIds()).contains(zone).doesNotContain(name);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "+01:00",
                "UTC+1",
                "GMT-05:00",
                "CEST",
                "PST",
                "europe/berlin",
                "Europe/Atlantis",
                "SystemV/EST5",
                "SystemV/PST8PDT",
                "W. Europe Standard Time",
                " UTC"
            })
    void anything_else_is_refused(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Zones.read(name))
                .withMessage("There is no IANA time zone " + name + "; write it like Europe/Berlin or UTC.");
    }

    @Test
    void the_version_of_the_rules_is_known() {
        assertThat(Tzdb.VERSION).matches("20\\d\\d[a-z]+");
    }
}
