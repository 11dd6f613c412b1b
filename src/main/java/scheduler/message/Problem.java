package scheduler.message;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why something was refused, as an RFC 9457 problem document. `pointer` is the JSON pointer of the offending field,
/// or `?name` for a query parameter; `more` holds members of this problem alone (alternatives, the state in the way).
public final class Problem {

    private final Code code;
    private final String detail;
    private final @Nullable String pointer;
    private final JsonObject more;

    /// What it is as JSON, for the thousand who are told the same. Written by whoever is first; twice does no harm.
    private @Nullable String text;

    public Problem(Code code, String detail, @Nullable String pointer, JsonObject more) {
        this.code = code;
        this.detail = detail;
        this.pointer = pointer;
        this.more = more;
    }

    public Code code() {
        return code;
    }

    public String detail() {
        return detail;
    }

    public @Nullable String pointer() {
        return pointer;
    }

    /// The members of this problem alone, which are not to be changed.
    public JsonObject more() {
        return more;
    }

    public static Problem of(Code code, String detail) {
        return new Problem(code, detail, null, new JsonObject());
    }

    public static Problem at(Code code, String pointer, String detail) {
        return new Problem(code, detail, pointer, new JsonObject());
    }

    public static Problem notFound(String what, String id) {
        return of(Code.NOT_FOUND, "There is no " + what + " " + id + ".");
    }

    public Problem with(String name, Object value) {
        return new Problem(code, detail, pointer, more.copy().put(name, value));
    }

    /// All that is wrong with the input: the first entry is what `pointer` and `detail` say.
    public static Problem ofAll(Code code, List<Problem> found) {
        var first = found.getFirst();
        var errors = new JsonArray();
        found.forEach(each -> errors.add(each.error()));
        return new Problem(code, first.detail, first.pointer, new JsonObject().put("errors", errors));
    }

    public String toText() {
        var said = text;
        if (said == null) {
            said = toJson().encode();
            text = said;
        }
        return said;
    }

    public JsonObject toJson() {
        var json = new JsonObject()
                .put("type", "urn:scheduler:problem:" + code.text())
                .put("title", code.title())
                .put("status", code.status())
                .put("code", code.text())
                .put("detail", detail);
        if (pointer != null) {
            json.put("pointer", pointer);
            if (!more.containsKey("errors")) {
                json.put("errors", new JsonArray().add(error()));
            }
        }
        return json.mergeIn(more);
    }

    private JsonObject error() {
        return new JsonObject().put("pointer", pointer).put("detail", detail);
    }
}
