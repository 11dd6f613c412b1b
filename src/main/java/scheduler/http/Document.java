package scheduler.http;

import io.vertx.config.yaml.YamlProcessor;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.OpenAPIContract;
import scheduler.platform.SettingsLoader;

/// The OpenAPI document of this service: it is served as it stands, and it drives routing and validation.
record Document(Buffer text, OpenAPIContract contract) {

    private static final String FILE = "openapi.yaml";

    static Future<Document> load(Vertx vertx) {
        var text = Buffer.buffer(SettingsLoader.bundled(FILE));
        return new YamlProcessor()
                .process(vertx, new JsonObject(), text)
                .compose(json -> OpenAPIContract.from(vertx, withoutResponses(json)))
                .map(contract -> new Document(text, contract));
    }

    /// vertx-openapi 5.0.7 refuses media types that it does not know, such as application/problem+json. Neither routing
    /// nor the validation of requests looks at responses, so they are left out of the copy that it gets.
    private static JsonObject withoutResponses(JsonObject document) {
        var copy = document.copy();
        var any = new JsonObject().put("default", new JsonObject().put("description", "see the document"));
        var paths = copy.getJsonObject("paths");
        for (var path : paths.fieldNames()) {
            var item = paths.getJsonObject(path);
            for (var method : item.fieldNames()) {
                if (item.getValue(method) instanceof JsonObject operation) {
                    operation.put("responses", any.copy());
                }
            }
        }
        var components = copy.getJsonObject("components");
        components.remove("responses");
        components.remove("headers");
        return copy;
    }
}
