package scheduler.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import io.vertx.json.schema.Draft;
import io.vertx.json.schema.JsonSchemaOptions;
import io.vertx.json.schema.OutputFormat;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.openapi.contract.OpenAPIContract;
import io.vertx.openapi.contract.OpenAPIVersion;
import io.vertx.openapi.contract.Path;
import io.vertx.openapi.contract.impl.OpenAPIContractImpl;
import io.vertx.openapi.impl.OpenAPIFormatValidator;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import scheduler.platform.SettingsLoader;
import scheduler.platform.YamlProcessor;

/// The OpenAPI document of this service: it is served as it stands, and it drives routing and validation.
///
/// It is a constant of the jar: it is read once in a process and shared by all who ask, and so is what is made of
/// it.
record Document(Buffer text, OpenAPIContract contract, Map<String, RequestShape> shapes) {

    private static final String FILE = "openapi.yaml";

    private static final String ENDING = "}.";
    private static final String APART = "}/.";

    private static final AtomicReference<@Nullable Document> READ = new AtomicReference<>();

    static Future<Document> load(Vertx vertx) {
        var read = READ.get();
        if (read != null) {
            return Future.succeededFuture(read);
        }
        var text = Buffer.buffer(SettingsLoader.bundled(FILE));
        return new YamlProcessor()
                .process(vertx, new JsonObject(), text)
                .compose(json -> contract(vertx, readable(json)))
                .map(contract -> {
                    READ.compareAndSet(null, new Document(text, contract, new ConcurrentHashMap<>()));
                    return Objects.requireNonNull(READ.get());
                });
    }

    /// What a request of an operation must look like. It is for all event loops.
    RequestShape shape(String operation) {
        return shapes.computeIfAbsent(
                operation,
                _ -> new RequestShape(
                        contract.getSchemaRepository(), Objects.requireNonNull(contract.operation(operation))));
    }

    /// The paths in the order in which a router is to try them: one with an ending before the same without.
    List<Path> paths() {
        return contract.getPaths().stream()
                .sorted(Comparator.comparing(path -> !path.getName().contains(APART)))
                .toList();
    }

    /// Whether a path is one address, and not a form that many have.
    static boolean isFixed(Path path) {
        return path.getName().indexOf('{') < 0;
    }

    /// A path as the router writes it.
    static String route(Path path) {
        return path.getName().replace(APART, ENDING).replaceAll("\\{(\\w+)}", ":$1");
    }

    /// As the library reads one, but without holding it against the specification of OpenAPI, for which it would load
    /// that and ten files besides. A test does so, and between the test and a start nothing can change.
    private static Future<OpenAPIContract> contract(Vertx vertx, JsonObject document) {
        var version = OpenAPIVersion.fromContract(document);
        var options = new JsonSchemaOptions()
                .setBaseUri("app://")
                .setDraft(Draft.DRAFT202012)
                .setOutputFormat(OutputFormat.Basic);
        var schemas = SchemaRepository.create(options, new OpenAPIFormatValidator());
        return version.resolve(vertx, schemas, document)
                .map(resolved -> new OpenAPIContractImpl(resolved, version, schemas));
    }

    /// A copy that the library can read.
    static JsonObject readable(JsonObject document) {
        return withEndingsApart(withoutResponses(document));
    }

    /// vertx-openapi 5.0.7 refuses a parameter that is not the whole of its segment, so in its copy `{token}.ics` is
    /// two.
    private static JsonObject withEndingsApart(JsonObject copy) {
        var paths = new JsonObject();
        copy.getJsonObject("paths").forEach(path -> paths.put(path.getKey().replace(ENDING, APART), path.getValue()));
        return copy.put("paths", paths);
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
