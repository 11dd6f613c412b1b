package scheduler.platform;

import io.vertx.config.spi.ConfigProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Objects;

/// What the configuration library reads files of the format `yaml` with. Its own brings a reader along that needs the
/// JDK's desktop.
public final class YamlProcessor implements ConfigProcessor {

    @Override
    public String name() {
        return "yaml";
    }

    @Override
    public Future<JsonObject> process(Vertx vertx, JsonObject configuration, Buffer input) {
        return vertx.executeBlocking(() -> Yaml.object(input.toString())).map(Objects::requireNonNull);
    }
}
