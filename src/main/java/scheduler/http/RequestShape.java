package scheduler.http;

import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import io.vertx.json.schema.SchemaRepository;
import io.vertx.json.schema.common.dsl.SchemaType;
import io.vertx.openapi.contract.Location;
import io.vertx.openapi.contract.Operation;
import io.vertx.openapi.contract.Parameter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scheduler.message.Code;
import scheduler.message.Fields;
import scheduler.message.Problem;
import scheduler.message.Refusal;

/// What a request of one operation must look like by the OpenAPI document: parameters and body. Used instead of the
/// library's own handler, which takes every request to a worker thread and copies its table of schemas each time.
final class RequestShape {

    private static final String JSON = "application/json";

    private final List<Declared> declared;
    private final Set<String> query;
    private final @Nullable Shape body;
    private final boolean bodyRequired;

    /// A parameter, what it must look like, and how it is called in a problem.
    private record Declared(Parameter parameter, Shape shape, String pointer) {}

    RequestShape(SchemaRepository schemas, Operation operation) {
        this.declared = operation.getParameters().stream()
                .map(each -> new Declared(each, new Shape(schemas, each.getSchema()), pointer(each)))
                .toList();
        this.query = operation.getParameters().stream()
                .filter(each -> each.getIn() == Location.QUERY)
                .map(Parameter::getName)
                .collect(Collectors.toSet());
        var request = operation.getRequestBody();
        this.body = request == null
                ? null
                : new Shape(
                        schemas,
                        Objects.requireNonNull(request.getContent().get(JSON)).getSchema());
        this.bodyRequired = request != null && request.isRequired();
    }

    /// Checks the request and gives its body, an empty object when there is none.
    JsonObject check(RoutingContext ctx) {
        checkParameters(new AskedOverHttp(ctx));
        return body == null ? new JsonObject() : checkedBody(ctx, body);
    }

    /// The same for what was read already.
    void check(Asked asked, JsonObject given) {
        checkParameters(asked);
        if (body != null && (bodyRequired || !given.isEmpty())) {
            refuse(body.problems(given, ""));
        } else if (body == null) {
            Fields.of(given).end();
        }
    }

    private void checkParameters(Asked asked) {
        var problems = new ArrayList<Problem>();
        for (var name : asked.parameters()) {
            if (!query.contains(name)) {
                problems.add(Problem.at(Code.MALFORMED, "?" + name, "There is no such query parameter."));
            }
        }
        declared.forEach(each -> problems.addAll(problems(asked, each)));
        refuse(problems);
    }

    private static List<Problem> problems(Asked asked, Declared declared) {
        var parameter = declared.parameter;
        var pointer = declared.pointer;
        var shape = declared.shape;
        var values = values(asked, parameter);
        if (values.isEmpty()) {
            return parameter.isRequired() ? List.of(Problem.at(Code.INVALID, pointer, "It is required.")) : List.of();
        }
        if (!values.stream().allMatch(StrictJson::isText)) {
            return List.of(
                    Problem.at(Code.INVALID, pointer, "It contains U+0000 or something else that is no character."));
        }
        if (parameter.getSchemaType() == SchemaType.ARRAY) {
            return shape.problems(new JsonArray(values), pointer).stream()
                    .map(each -> Problem.at(each.code(), pointer, each.detail()))
                    .toList();
        }
        if (values.size() > 1) {
            return List.of(Problem.at(Code.MALFORMED, pointer, "It is given more than once."));
        }
        var value = values.getFirst();
        boolean whole = parameter.getSchemaType() == SchemaType.INTEGER;
        if (whole && !value.matches("-?\\d{1,18}")) {
            return List.of(Problem.at(Code.MALFORMED, pointer, "It must be a whole number."));
        }
        return shape.problems(whole ? (Object) Long.valueOf(value) : value, pointer);
    }

    private JsonObject checkedBody(RoutingContext ctx, Shape shape) {
        requireJson(ctx.request().headers());
        Buffer buffer = ctx.body().buffer();
        if (buffer == null || buffer.length() == 0) {
            if (bodyRequired) {
                throw Refusal.malformed("", "A JSON body is required.");
            }
            return new JsonObject();
        }
        var value = StrictJson.read(buffer);
        refuse(shape.problems(value, ""));
        if (value instanceof JsonObject json) {
            return json;
        }
        throw Refusal.malformed("", "The body must be a JSON object.");
    }

    private static void requireJson(MultiMap headers) {
        var length = headers.get(HttpHeaders.CONTENT_LENGTH);
        if (!headers.contains(HttpHeaders.TRANSFER_ENCODING) && (length == null || length.equals("0"))) {
            return;
        }
        var coding = headers.get(HttpHeaders.CONTENT_ENCODING);
        if (coding != null && !coding.equalsIgnoreCase("identity")) {
            throw new Refusal(
                    Problem.of(Code.UNSUPPORTED_MEDIA_TYPE, "Send the body as it is, not as " + coding + "."));
        }
        var type = headers.get(HttpHeaders.CONTENT_TYPE);
        if (type == null || !isJson(type)) {
            throw new Refusal(Problem.of(
                    Code.UNSUPPORTED_MEDIA_TYPE,
                    "Send the body as application/json" + (type == null ? "." : ", not as " + type + ".")));
        }
    }

    /// JSON between systems is UTF-8 (RFC 8259), so that is the only charset that may be said.
    private static boolean isJson(String type) {
        var parts = type.split(";", -1);
        return parts[0].trim().equalsIgnoreCase(JSON)
                && Arrays.stream(parts).skip(1).allMatch(RequestShape::isNoOtherCharset);
    }

    private static boolean isNoOtherCharset(String parameter) {
        var named = parameter.trim().split("=", 2);
        return named.length < 2
                || !named[0].equalsIgnoreCase("charset")
                || named[1].replace("\"", "").equalsIgnoreCase("utf-8");
    }

    /// Anything malformed is said before what is only invalid.
    private static void refuse(List<Problem> problems) {
        if (problems.isEmpty()) {
            return;
        }
        var malformed =
                problems.stream().filter(each -> each.code() == Code.MALFORMED).toList();
        throw new Refusal(
                malformed.isEmpty() ? Problem.ofAll(Code.INVALID, problems) : Problem.ofAll(Code.MALFORMED, malformed));
    }

    private static List<String> values(Asked asked, Parameter parameter) {
        var name = parameter.getName();
        return switch (parameter.getIn()) {
            case QUERY -> asked.parameter(name);
            case HEADER -> asked.headers(name);
            case PATH -> Stream.ofNullable(asked.part(name)).toList();
            case COOKIE -> List.of();
        };
    }

    private static String pointer(Parameter parameter) {
        return switch (parameter.getIn()) {
            case QUERY -> "?" + parameter.getName();
            case HEADER -> "header " + parameter.getName();
            case PATH -> "path " + parameter.getName();
            case COOKIE -> "cookie " + parameter.getName();
        };
    }
}
