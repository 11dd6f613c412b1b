package scheduler.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/// The parameters of a query. A semicolon is a character of their values, as in a rule of recurrence and in the URL
/// standard; the library would have it separate them.
final class Query {

    private static final String KEPT = "scheduler.query";
    private static final int PARAMETERS_MAX = 1_024;

    private Query() {}

    static Map<String, List<String>> of(RoutingContext ctx) {
        Map<String, List<String>> kept = ctx.get(KEPT);
        if (kept == null) {
            kept = read(ctx.request().uri());
            ctx.put(KEPT, kept);
        }
        return kept;
    }

    private static Map<String, List<String>> read(String uri) {
        if (uri.indexOf('?') < 0) {
            return Map.of();
        }
        try {
            return new QueryStringDecoder(uri, StandardCharsets.UTF_8, true, PARAMETERS_MAX, true).parameters();
        } catch (IllegalArgumentException e) {
            throw new HttpException(400, e);
        }
    }

    static List<String> values(RoutingContext ctx, String name) {
        return of(ctx).getOrDefault(name, List.of());
    }
}
