package scheduler.time.zoneinfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.TzifWriter;

/// Directories of compiled zones, of the operating system and others.
class ZoneDirectoryTest {

    private static final Path SYSTEM = Path.of("/usr/share/zoneinfo");
    private static final Set<String> EXPECTED = ZoneId.getAvailableZoneIds();

    /// How many zones differ between the JDK and a system that are some releases apart: a release changes a few.
    private static final int DIFFERENT_MAX = 60;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource({
        "tzdata.zi, # version 2026d, 2026d",
        "+VERSION, 2026d, 2026d",
        "version, 2026d, 2026d",
        "version, 2026za, 2026za",
        "+VERSION, 2026d-ours.1, 2026d-ours.1"
    })
    void say_their_version_in_one_of_three_files(String file, String text, String version) throws IOException {
        write(file, text + "\n# ddeps backzone\n");

        assertThat(ZoneDirectory.open(directory)).map(ZoneDirectory::version).contains(version);
    }

    @ParameterizedTest
    @CsvSource({"tzdata.zi, R d 1916 o", "version, 1.0", "version, ''", "VERSION.txt, 2026d", "+VERSION, 2026d <script>"
    })
    void that_do_not_say_their_version_are_none(String file, String text) throws IOException {
        write(file, text);

        assertThat(ZoneDirectory.open(directory)).isEmpty();
        assertThat(ZoneDirectory.open(directory.resolve(file))).isEmpty();
        assertThat(ZoneDirectory.open(directory.resolve("none"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026b, 2026a, true",
        "2027a, 2026z, true",
        "2026za, 2026z, true",
        "2027a, 2026zb, true",
        "2026a, 2026a, false",
        "2026a, 2026b, false",
        "2025zc, 2026a, false"
    })
    void are_newer_by_year_and_letters(String one, String other, boolean newer) {
        var jdk = new JdkRules(other, Map.of());

        assertThat(new ZoneDirectory(directory, one).isNewerThan(jdk)).isEqualTo(newer);
    }

    @Test
    void have_a_zone_in_each_file_that_is_named_like_one() throws IOException {
        write("tzdata.zi", """
                # version 2099a
                Z Mars/Olympus 1 - MST
                L America/Vancouver Canada/Pacific
                L America/Vancouver Moon/Tycho
                L America/Vancouver PST
                L Europe/Rome Europe/Vatican
                """);
        zone("America/Vancouver", -7);
        zone("America/North_Dakota/New_Salem", -6);
        zone("Etc/GMT+5", -5);
        zone("Mars/Olympus", 1);
        zone("EST", -5);
        zone("Factory", 0);
        zone("localtime", 0);
        zone("posix/America/Vancouver", -7);
        zone("right/America/Vancouver", -7);
        write("Mars/README", "It is red.");
        write("zone.tab", "CA+4916-12307\tAmerica/Vancouver");
        Files.createSymbolicLink(directory.resolve("Navajo"), directory.resolve("America/Vancouver"));
        Files.createSymbolicLink(directory.resolve("Zulu"), directory.resolve("nowhere"));

        var zones = ZoneDirectory.open(directory).orElseThrow().read(EXPECTED);

        assertThat(zones)
                .containsOnlyKeys(
                        "America/Vancouver",
                        "America/North_Dakota/New_Salem",
                        "Etc/GMT+5",
                        "Mars/Olympus",
                        "Navajo",
                        "Canada/Pacific",
                        "Moon/Tycho");
        assertThat(zones.get("Canada/Pacific")).isEqualTo(zones.get("America/Vancouver"));
    }

    @Test
    void that_are_links_themselves_are_gone_into() throws IOException {
        write("real/version", "2099a");
        zone("real/Europe/Berlin", 1);
        var link = Files.createSymbolicLink(directory.resolve("zoneinfo"), directory.resolve("real"));

        assertThat(ZoneDirectory.open(link).orElseThrow().read(EXPECTED)).containsOnlyKeys("Europe/Berlin");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "TZif", "CA+4916-12307", "TZif2 that ends too early"})
    void name_a_file_that_cannot_be_used(String content) throws IOException {
        write("version", "2099a");
        zone("Europe/Berlin", 1);
        write("Europe/Dublin", content);
        var target = ZoneDirectory.open(directory).orElseThrow();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> target.read(EXPECTED))
                .withMessageStartingWith(directory.toRealPath().resolve("Europe/Dublin") + " cannot be used: it ")
                .withMessageEndingWith(".");
    }

    /// The one of this machine, whatever it has. For earlier years distributions differ in what they keep.
    @Test
    void of_the_machine_say_what_the_jdk_says() throws IOException {
        var system = ZoneDirectory.open(SYSTEM);
        assumeTrue(system.isPresent(), "it has none");
        var jdk = JdkRules.read();

        var zones = system.get().read(EXPECTED);

        var different = zones.keySet().stream()
                .filter(jdk.byId()::containsKey)
                .filter(id -> !transitions(TzifFile.read(zones.get(id)))
                        .equals(transitions(JdkRules.decode(jdk.byId().get(id)))))
                .toList();
        assertThat(zones).hasSizeGreaterThan(300);
        assertThat(different)
                .hasSizeLessThanOrEqualTo(system.get().version().equals(jdk.version()) ? 0 : DIFFERENT_MAX);
    }

    private static List<ZoneOffsetTransition> transitions(ZoneRules rules) {
        var found = new ArrayList<ZoneOffsetTransition>();
        for (var next = rules.nextTransition(Instant.parse("2000-01-01T00:00:00Z"));
                next != null && next.getInstant().isBefore(Instant.parse("2100-01-01T00:00:00Z"));
                next = rules.nextTransition(next.getInstant())) {
            found.add(next);
        }
        return found;
    }

    private void zone(String id, int hours) throws IOException {
        Files.createDirectories(directory.resolve(id).getParent());
        Files.write(
                directory.resolve(id),
                TzifWriter.fixed(ZoneOffset.ofHours(hours)).bytes());
    }

    private void write(String file, String text) throws IOException {
        Files.createDirectories(directory.resolve(file).getParent());
        Files.writeString(directory.resolve(file), text);
    }
}
