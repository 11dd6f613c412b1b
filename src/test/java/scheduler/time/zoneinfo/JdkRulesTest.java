package scheduler.time.zoneinfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.zone.ZoneRulesProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The JDK's rules, read past `java.time`.
class JdkRulesTest {

    @TempDir
    Path directory;

    @Test
    void are_what_java_time_has() throws IOException {
        var target = JdkRules.read();

        assertThat(target.version())
                .isEqualTo(ZoneRulesProvider.getVersions("Europe/Berlin").lastKey());
        assertThat(target.byId().keySet()).isEqualTo(ZoneId.getAvailableZoneIds());
        assertThat(target.byId())
                .allSatisfy((id, rules) -> assertThat(JdkRules.decode(rules))
                        .isEqualTo(ZoneId.of(id).getRules()));
    }

    @Test
    void of_a_format_to_come_are_not_guessed_at() throws IOException {
        var file = Files.write(directory.resolve("tzdb.dat"), new byte[] {2, 0, 4, 'T', 'Z', 'D', 'B'});

        assertThatExceptionOfType(IOException.class).isThrownBy(() -> JdkRules.read(file));
    }
}
