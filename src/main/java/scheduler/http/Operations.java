package scheduler.http;

import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.EncodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.openapi.contract.Operation;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Refused;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.Ids;
import scheduler.platform.Settings;
import scheduler.platform.Times;

/// The operations of the OpenAPI document for whoever asks for them by JSON messages and not over HTTP. Each has the
/// name that the document gives it as `x-command`, takes the same fields and refuses the same.
public final class Operations {

    private static final String NAME = "x-command";

    private final Api api;
    private final int bytesMax;
    private final TreeMap<String, Operation> named = new TreeMap<>();

    private Operations(Document document, Api api, int bytesMax) {
        this.api = api;
        this.bytesMax = bytesMax;
        named.putAll(named(document));
    }

    private static Map<String, Operation> named(Document document) {
        var named = new TreeMap<String, Operation>();
        document.contract().operations().forEach(each -> {
            var name = each.getOpenAPIModel().getString(NAME);
            if (name != null) {
                named.put(name, each);
            }
        });
        return named;
    }

    /// The names of all of them.
    public static Future<Set<String>> names(Vertx vertx) {
        return Document.load(vertx).map(Operations::names);
    }

    static Set<String> names(Document document) {
        return named(document).keySet();
    }

    public static Future<Operations> load(Vertx vertx, Settings.Http settings, Ids ids, Times times) {
        return Document.load(vertx).map(document -> {
            var api = new Api(document);
            bind(api, vertx, ids, times);
            return new Operations(document, api, settings.bodyMaxBytes());
        });
    }

    /// All of them but those about the service itself.
    static void bind(Api api, Vertx vertx, Ids ids, Times times) {
        new CatalogRoutes(vertx, ids, times).bind(api);
        new BookingRoutes(vertx).bind(api);
        new SeriesRoutes(vertx).bind(api);
        new PlanRoutes(vertx, ids, times).bind(api);
        new WaitlistRoutes(vertx).bind(api);
        new AttendeeRoutes(vertx).bind(api);
        new SearchRoutes(vertx).bind(api);
        new CalendarRoutes(vertx).bind(api);
        new WebhookRoutes(vertx).bind(api);
        new ClockRoutes(vertx).bind(api);
        new ImportRoutes(vertx).bind(api);
        new MailRoutes(vertx).bind(api);
        new SuppressionRoutes(vertx).bind(api);
        new UnsubscribeRoutes(vertx).bind(api);
    }

    public Set<String> names() {
        return named.navigableKeySet();
    }

    /// Asks for an operation by its name. `fields` are those of its body, its path and its query. What cannot be done
    /// now is a refusal, too.
    public Future<Outcome> ask(String name, Tenant tenant, JsonObject fields, MultiMap headers) {
        var operation = named.get(name);
        if (operation == null) {
            throw new IllegalArgumentException("no operation is called " + name);
        }
        return Future.succeededFuture(operation)
                .compose(asked -> ask(asked, tenant, fields, headers))
                .otherwise(failure -> new Refused(problem(name, failure)))
                .map(Operations::inWordsOfMessages);
    }

    /// What is said when an operation fails; what went wrong in here is logged.
    public Problem problem(String name, Throwable failure) {
        var operation = named.get(name);
        boolean isRead = operation != null && operation.getHttpMethod().name().equals("GET");
        return Problems.of(failure, "command " + name, isRead);
    }

    private Future<Outcome> ask(Operation operation, Tenant tenant, JsonObject fields, MultiMap headers) {
        var body = strict(fields, Bodies.bytesMax(operation.getAbsoluteOpenAPIPath(), bytesMax));
        var asked = AskedInMessage.takeFrom(body, operation, headers);
        var bound = api.bound(operation.getOperationId());
        bound.shape().check(asked, body);
        return bound.answer().apply(new Exchange(asked, tenant, body));
    }

    /// The fields as they would be in the body of a request: whatever else a message may carry inside one JVM is no
    /// JSON.
    private static JsonObject strict(JsonObject fields, int bytesMax) {
        var text = text(fields);
        if (text.length() > bytesMax) {
            throw new Refusal(Problem.of(Code.TOO_LARGE, "It has more than " + bytesMax + " bytes of JSON."));
        }
        return StrictJson.read(text) instanceof JsonObject read ? read : new JsonObject();
    }

    private static Buffer text(JsonObject fields) {
        if (StrictJson.isTooDeep(fields)) {
            throw Refusal.malformed("", "It is nested too deep.");
        }
        try {
            return fields.toBuffer();
        } catch (EncodeException | IllegalStateException e) {
            throw Refusal.malformed("", "It is not JSON.");
        }
    }

    /// A parameter of HTTP is a field of the message.
    private static Outcome inWordsOfMessages(Outcome outcome) {
        return outcome instanceof Refused(var problem) && (problem.pointer() != null)
                ? new Refused(inWordsOfMessages(problem))
                : outcome;
    }

    private static Problem inWordsOfMessages(Problem problem) {
        var more = problem.more().copy();
        if (more.getValue("errors") instanceof JsonArray errors) {
            errors.forEach(each -> {
                var error = (JsonObject) each;
                error.put("pointer", inMessage(error.getString("pointer")));
            });
        }
        return new Problem(problem.code(), problem.detail(), inMessage(problem.pointer()), more);
    }

    private static @Nullable String inMessage(@Nullable String pointer) {
        return pointer == null ? null : pointer.replaceFirst("^(\\?|path )", "/");
    }
}
