package scheduler;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import scheduler.platform.Yaml;

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
        try {
            Object found = Yaml.object(Files.readString(file));
            for (var each : path) {
                found = found instanceof JsonObject object ? object.getValue(each) : null;
            }
            return found == null ? null : found.toString();
        } catch (IOException | YamlEngineException e) {
            return null;
        }
    }
}
