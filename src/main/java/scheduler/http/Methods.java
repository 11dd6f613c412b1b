package scheduler.http;

import io.vertx.core.Handler;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import java.util.TreeSet;

/// The methods that a path knows, beyond those that its routes are made for.
final class Methods {

    private static final String IS_HEAD = "scheduler.head";

    private Methods() {}

    /// Whether a GET was a HEAD, for answers that have no end.
    static boolean isHead(RoutingContext ctx) {
        return Boolean.TRUE.equals(ctx.get(IS_HEAD));
    }

    /// A HEAD is a GET whose body stays here.
    static void headAsGet(RoutingContext ctx) {
        if (ctx.request().method().equals(HttpMethod.HEAD)) {
            ctx.put(IS_HEAD, true);
            ctx.reroute(HttpMethod.GET, ctx.request().uri());
        } else {
            ctx.next();
        }
    }

    /// Refuses what is left on a path when all of its routes have passed, and says what there is (RFC 9110 §15.5.6).
    static Handler<RoutingContext> only(Collection<HttpMethod> known) {
        var names = new TreeSet<String>();
        known.forEach(each -> names.add(each.name()));
        if (known.contains(HttpMethod.GET)) {
            names.add(HttpMethod.HEAD.name());
        }
        var allowed = String.join(", ", names);
        return ctx -> {
            ctx.response().putHeader("Allow", allowed);
            ctx.fail(405);
        };
    }
}
