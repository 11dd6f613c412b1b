package scheduler.http;

import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.RoutingContext;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scheduler.catalog.Catalog.PageRequest;
import scheduler.message.Code;
import scheduler.message.Fields;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.message.Write.Expected;

/// One request whose shape has been checked: what it asks for, in the words of commands.
record Exchange(Asked asked, Tenant tenant, JsonObject body) {

    private static final String TENANT = "scheduler.tenant";
    private static final int LIMIT_DEFAULT = 50;
    private static final Pattern KEY = Pattern.compile("[\\x20-\\x7E]{1,255}");

    /// Remembers whose request it is, for the exchange that is made of it later.
    static void admit(RoutingContext ctx, Tenant tenant) {
        ctx.put(TENANT, tenant);
    }

    static Exchange of(RoutingContext ctx, JsonObject body) {
        return new Exchange(new AskedOverHttp(ctx), Objects.requireNonNull(ctx.get(TENANT)), body);
    }

    Fields fields() {
        return Fields.of(body);
    }

    /// Reads the whole body into a command.
    <T> T read(Function<Fields, T> reader) {
        return Fields.readWhole(body, "", reader);
    }

    /// Where what is asked for is.
    String at() {
        return asked.path();
    }

    String path(String name) {
        return Objects.requireNonNull(asked.part(name));
    }

    /// An id of something that the service named: what is no UUID cannot be there.
    UUID uuid(String name, String what) {
        var text = path(name);
        try {
            var uuid = UUID.fromString(text);
            if (uuid.toString().equalsIgnoreCase(text)) {
                return uuid;
            }
        } catch (IllegalArgumentException e) {
            throw new Refusal(Problem.notFound(what, text));
        }
        throw new Refusal(Problem.notFound(what, text));
    }

    /// The entries of a parameter that is a list, separated by commas or given one by one.
    List<String> list(String name) {
        return asked.parameter(name).stream()
                .flatMap(each -> Arrays.stream(each.split(",", -1)))
                .toList();
    }

    @Nullable
    String query(String name) {
        var values = asked.parameter(name);
        return values.isEmpty() ? null : values.getFirst();
    }

    /// A parameter as `reader` understands it, whose IllegalArgumentException says what is wrong with it.
    <T> @Nullable T query(String name, Function<String, T> reader) {
        var text = query(name);
        try {
            return text == null ? null : reader.apply(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("?" + name, String.valueOf(e.getMessage()));
        }
    }

    @Nullable
    String header(String name) {
        var values = asked.headers(name);
        return values.isEmpty() ? null : values.getFirst();
    }

    String required(String name) {
        var value = query(name);
        if (value == null || value.isEmpty()) {
            throw Refusal.invalid("?" + name, "It is required.");
        }
        return value;
    }

    /// The same for one that has to be there.
    <T> T requiredAs(String name, Function<String, T> reader) {
        required(name);
        return Objects.requireNonNull(query(name, reader));
    }

    int limit() {
        var limit = query("limit");
        return limit == null ? LIMIT_DEFAULT : Integer.parseInt(limit);
    }

    PageRequest page() {
        return new PageRequest(limit(), query("cursor"));
    }

    /// The terms of this write.
    Write write() {
        if (isDryRun()) {
            return Write.dryRun(tenant, expected());
        }
        var key = header("Idempotency-Key");
        if (key != null && !KEY.matcher(key).matches()) {
            throw new Refusal(
                    Problem.at(Code.INVALID, "header Idempotency-Key", "It has 1 to 255 printable ASCII characters."));
        }
        var fingerprint = key == null ? "" : Fingerprint.of(asked.method() + " " + asked.path(), body);
        return new Write(tenant, key, fingerprint, expected());
    }

    /// Whether it is asked what a write would do.
    boolean isDryRun() {
        return "true".equals(query("dryRun"));
    }

    /// Both conditions have to hold (RFC 9110 §13.2.2). A tag that is none of ours is not there, so it forbids nothing.
    private Expected expected() {
        var match = header("If-Match");
        var none = header("If-None-Match");
        var expected = match == null ? Expected.ANYTHING : matching(match);
        if (none == null) {
            return expected;
        }
        if (!isAny(none)) {
            return expected.butNot(EntityTags.weak(none));
        }
        if (match != null) {
            throw new Refusal(Problem.at(
                    Code.VERSION_MISMATCH,
                    "header If-None-Match",
                    "Both cannot hold: If-Match expects something there, If-None-Match: * expects nothing."));
        }
        return Expected.NOTHING;
    }

    private static Expected matching(String tags) {
        return isAny(tags) ? Expected.SOMETHING : Expected.oneOf(EntityTags.strong(tags));
    }

    private static boolean isAny(String tags) {
        return tags.trim().equals("*");
    }
}
