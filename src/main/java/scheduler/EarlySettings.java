package scheduler;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/// Looks one setting up, in the order of all settings, where neither Vert.x nor the log may have been started. What
/// cannot be read is passed over: the whole settings refuse it later and say why.
record EarlySettings(Map<String, String> environment, Properties properties) {

    static EarlySettings ofProcess() {
        return new EarlySettings(System.getenv(), System.getProperties());
    }

    /// Its text, given its name and its variables in the environment, or else `otherwise`.
    String text(String name, String otherwise, String... variables) {
        for (var property : new String[] {"scheduler." + name, name}) {
            if (isSet(properties.getProperty(property))) {
                return properties.getProperty(property).trim();
            }
        }
        for (var variable : variables) {
            if (isSet(environment.get(variable))) {
                return environment.getOrDefault(variable, otherwise).trim();
            }
        }
        for (var file : new @Nullable String[] {environment.get("SCHEDULER_CONFIG"), "conf/scheduler.yaml"}) {
            var text = file == null ? null : in(Path.of(file), name.split("\\."));
            if (text != null) {
                return text;
            }
        }
        return otherwise;
    }

    private static boolean isSet(@Nullable String text) {
        return text != null && !text.isBlank();
    }

    private static @Nullable String in(Path file, String[] path) {
        try (var reader = Files.newBufferedReader(file)) {
            Object found = new Yaml(new SafeConstructor(new LoaderOptions())).load(reader);
            for (var each : path) {
                found = found instanceof Map<?, ?> map ? map.get(each) : null;
            }
            return found == null ? null : found.toString();
        } catch (IOException | YAMLException e) {
            return null;
        }
    }
}
