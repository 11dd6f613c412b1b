package scheduler.platform;

import io.vertx.core.json.jackson.JacksonFactory;
import io.vertx.core.spi.JsonFactory;
import io.vertx.core.spi.json.JsonCodec;

/// Has Vert.x read and write JSON with the parser alone, also where Jackson's data binding is on the class path: in the
/// jar, where it is not, it would take a tenth of the room and of a start.
public final class PlainJson implements JsonFactory {

    /// Vert.x makes one.
    public PlainJson() {}

    @Override
    public JsonCodec codec() {
        return JacksonFactory.CODEC;
    }
}
