package scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Single settings, looked up before there is anything else.
class EarlySettingsTest {

    @TempDir
    Path directory;

    @Test
    void the_later_source_wins_as_with_all_settings() throws IOException {
        var file = write("deep:\n  down:\n    below: /file\n");
        var environment = Map.of("SCHEDULER_CONFIG", file, "SCHEDULER_DEEP_DOWN_BELOW", " /environment ");

        assertThat(text(Map.of(), Map.of())).isEqualTo("otherwise");
        assertThat(text(Map.of("SCHEDULER_CONFIG", file), Map.of())).isEqualTo("/file");
        assertThat(text(environment, Map.of())).isEqualTo("/environment");
        assertThat(text(environment, Map.of("deep.down.below", "/property"))).isEqualTo("/property");
        assertThat(text(environment, Map.of("deep.down.below", "/plain", "scheduler.deep.down.below", "/ours")))
                .isEqualTo("/ours");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "deep:\n",
                "deep: 5\n",
                "- deep\n",
                "deep:\n  down:\n    below:\n",
                "deep:\n  up: x\n",
                "\t:::"
            })
    void what_cannot_be_read_is_passed_over(String yaml) throws IOException {
        assertThat(text(Map.of("SCHEDULER_CONFIG", write(yaml)), Map.of())).isEqualTo("otherwise");
        assertThat(text(Map.of("SCHEDULER_CONFIG", directory.resolve("none").toString()), Map.of()))
                .isEqualTo("otherwise");
    }

    @Test
    void of_several_variables_the_first_one_counts() {
        var target = new EarlySettings(Map.of("PORT", "1", "SCHEDULER_HTTP_PORT", "2"), new Properties());

        assertThat(target.text("http.port", "8080", "SCHEDULER_HTTP_PORT", "PORT"))
                .isEqualTo("2");
    }

    private static String text(Map<String, String> environment, Map<String, String> properties) {
        var all = new Properties();
        all.putAll(properties);
        return new EarlySettings(environment, all).text("deep.down.below", "otherwise", "SCHEDULER_DEEP_DOWN_BELOW");
    }

    private String write(String yaml) throws IOException {
        return Files.writeString(directory.resolve("settings.yaml"), yaml).toString();
    }
}
