package scheduler.time.zoneinfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneRulesException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import scheduler.testing.TzifWriter;

/// Which rules are used: those that are newer, if they can be.
class ChoiceTest {

    static JdkRules jdk;

    @TempDir
    Path directory;

    @BeforeAll
    static void read_the_rules_of_the_jdk() throws IOException {
        jdk = JdkRules.read();
    }

    @Test
    void newer_ones_are_used_and_the_jdks_for_zones_that_they_lack() throws IOException {
        write("2099a");
        write("Mars/Olympus", TzifWriter.fixed(ZoneOffset.ofHours(1)));
        var vancouver = JdkRules.decode(jdk.byId().get("America/Vancouver"));
        write(
                "America/Vancouver",
                TzifWriter.fixedFrom(vancouver, Instant.parse("2026-11-01T09:00:00Z"), ZoneOffset.ofHours(-7)));

        var chosen = Choice.named(directory, jdk);
        var target = new NewerRules(chosen.newer().orElseThrow());

        assertThat(chosen.warning()).isEmpty();
        assertThat(target.provideZoneIds())
                .containsAll(ZoneId.getAvailableZoneIds())
                .contains("Mars/Olympus");
        assertThat(target.provideRules("America/Vancouver", true)
                        .getValidOffsets(LocalDateTime.parse("2026-12-01T09:00")))
                .containsExactly(ZoneOffset.ofHours(-7));
        assertThat(target.provideRules("Europe/Berlin", true))
                .isEqualTo(ZoneId.of("Europe/Berlin").getRules());
        assertThat(target.provideVersions("America/Vancouver")).containsOnlyKeys("2099a");
        assertThat(target.provideVersions("Europe/Berlin")).containsOnlyKeys(jdk.version());
        assertThatExceptionOfType(ZoneRulesException.class).isThrownBy(() -> target.provideRules("Mars/Gale", true));
    }

    @Test
    void the_jdks_stay_where_a_directory_is_as_old_and_that_is_said_of_a_named_one() throws IOException {
        write(jdk.version());
        write("Europe/Berlin", "not looked at");

        assertThat(Choice.system(directory, jdk)).isEqualTo(Choice.jdk());
        var named = Choice.named(directory, jdk);
        assertThat(named.newer()).isEmpty();
        assertThat(named.warning().orElseThrow()).contains(directory.toString(), jdk.version(), "no newer");
    }

    @Test
    void what_is_no_directory_of_zones_is_refused_when_it_is_named() {
        assertThat(Choice.system(directory, jdk)).isEqualTo(Choice.jdk());
        for (var path : new Path[] {directory, directory.resolve("none"), Path.of("latest")}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Choice.named(path, jdk))
                    .withMessageStartingWith("It is auto, jdk, or a directory")
                    .withMessageContaining(path.toString());
        }
    }

    @Test
    void damaged_ones_are_refused_when_they_are_named_and_else_warned_of() throws IOException {
        write("2099a");
        write("Europe/Berlin", TzifWriter.fixed(ZoneOffset.ofHours(1)));
        write("Europe/Dublin", "TZif2");

        var found = Choice.system(directory, jdk);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Choice.named(directory, jdk))
                .withMessageContaining("Europe/Dublin cannot be used: it ends too early");
        assertThat(found.newer()).isEmpty();
        assertThat(found.warning().orElseThrow())
                .startsWith("The JDK's rules of " + jdk.version() + " are used: ")
                .contains("Europe/Dublin cannot be used");
    }

    /// As in this process.
    @Test
    void newer_ones_come_too_late_where_time_zones_have_been_used() throws IOException {
        write("2099a");

        assertThat(ZoneInfo.install("jdk")).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ZoneInfo.install(directory.toString()))
                .withMessageContaining("was in use before");
        assertThat(ZoneInfo.version()).isEqualTo(jdk.version());
        assertThat(ZoneInfo.source()).isEqualTo("jdk");
    }

    private void write(String version) throws IOException {
        Files.writeString(directory.resolve("+VERSION"), version + "\n");
    }

    private void write(String zone, String text) throws IOException {
        Files.createDirectories(directory.resolve(zone).getParent());
        Files.writeString(directory.resolve(zone), text);
    }

    private void write(String zone, TzifWriter rules) throws IOException {
        Files.createDirectories(directory.resolve(zone).getParent());
        Files.write(directory.resolve(zone), rules.bytes());
    }
}
