package scheduler.platform;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.composer.Composer;
import org.snakeyaml.engine.v2.constructor.StandardConstructor;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/// Reads YAML as version 1.2 of it has it: `yes` and `on` are texts, and so is `09:00`. What is wrong with a
/// text is said in a YamlEngineException. The library knows no classes but those of the JDK's base, so a runtime
/// made for the service can do without the rest.
public final class Yaml {

    private static final int DEPTH_MAX = 50;

    private Yaml() {}

    /// What stands there as nodes that know their line; none when nothing does.
    public static Optional<Node> compose(String text, LoadSettings settings, int depthMax) {
        var parser = new ParserImpl(settings, new StreamReader(settings, text));
        return new Composer(settings, new BoundedParser(parser, depthMax)).getSingleNode();
    }

    /// A map as JSON; an empty one when nothing stands there.
    public static JsonObject object(String text) {
        return switch (value(text)) {
            case null -> new JsonObject();
            case JsonObject object -> object;
            default -> throw new YamlEngineException("It must be a map.");
        };
    }

    private static @Nullable Object value(String text) {
        var settings = LoadSettings.builder().build();
        var node = compose(text, settings, DEPTH_MAX);
        return json(new StandardConstructor(settings).constructSingleDocument(node), 0);
    }

    private static @Nullable Object json(@Nullable Object value, int depth) {
        if (depth > DEPTH_MAX) {
            throw new YamlEngineException("It contains itself.");
        }
        return switch (value) {
            case Map<?, ?> map -> {
                var object = new JsonObject();
                map.forEach((name, each) -> object.put(String.valueOf(name), json(each, depth + 1)));
                yield object;
            }
            case List<?> list -> {
                var array = new JsonArray();
                list.forEach(each -> array.add(json(each, depth + 1)));
                yield array;
            }
            case null, default -> value;
        };
    }
}
