package scheduler.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/// The parameters of a query. A semicolon is a character of their values, as in a rule of recurrence and in the URL
/// standard; the library would have it separate them. The plus of an offset or of an e-mail address is a plus, also
/// where it was not written as `%2B`: no blank can stand between a time and hours and minutes, or before an `@`.
final class Query {

    private static final String KEPT = "scheduler.query";
    private static final int PARAMETERS_MAX = 1_024;
    private static final Pattern PLUS =
            Pattern.compile("(?<=[Tt][0-9:.]{5,20})\\+(?=\\d\\d:\\d\\d(&|$))|\\+(?=[^&=@]{0,64}@)");

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
            var plain = uri.indexOf('+') < 0 ? uri : PLUS.matcher(uri).replaceAll("%2B");
            return new QueryStringDecoder(plain, StandardCharsets.UTF_8, true, PARAMETERS_MAX, true).parameters();
        } catch (IllegalArgumentException e) {
            throw new HttpException(400, e);
        }
    }

    static List<String> values(RoutingContext ctx, String name) {
        return of(ctx).getOrDefault(name, List.of());
    }
}
