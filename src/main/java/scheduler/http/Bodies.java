package scheduler.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.BodyHandler;
import java.util.List;
import java.util.Locale;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;

/// Takes in the bodies of the methods that have one. What others send along is not looked at.
final class Bodies {

    private static final List<HttpMethod> WITH_BODY =
            List.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

    private Bodies() {}

    static void take(Router router, int bytesMax) {
        var handler = BodyHandler.create(false).setBodyLimit(bytesMax);
        for (var method : WITH_BODY) {
            router.route().method(method).handler(Bodies::refuseForms);
            router.route().method(method).handler(handler);
        }
    }

    /// Whether a request is still waited for.
    static boolean isComing(RoutingContext ctx) {
        return WITH_BODY.contains(ctx.request().method()) && !ctx.request().isEnded();
    }

    /// The library would take a form apart before anybody can say that none is wanted.
    private static void refuseForms(RoutingContext ctx) {
        var type = String.valueOf(ctx.request().getHeader(HttpHeaders.CONTENT_TYPE))
                .toLowerCase(Locale.ROOT);
        if (type.startsWith("multipart/") || type.startsWith("application/x-www-form-urlencoded")) {
            throw new Refusal(
                    Problem.of(Code.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json, not as a form."));
        }
        ctx.next();
    }
}
