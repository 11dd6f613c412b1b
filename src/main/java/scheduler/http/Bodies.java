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

    /// Where whoever may be booked is named, a thousand at once; ten thousand are told that they are too many.
    private static final String SEARCH = "/v1/slots/query";

    private static final int SEARCH_TIMES = 16;

    /// How many that are larger than the others may come at once on an event loop: all are held in memory until
    /// then.
    private static final int LARGE_AT_ONCE_MAX = 32;

    private final int bytesMax;
    private final BodyHandler ofSearches;
    private final BodyHandler ofOthers;
    private int large;

    private Bodies(int bytesMax) {
        this.bytesMax = bytesMax;
        this.ofSearches = handler(bytesMax(SEARCH, bytesMax));
        this.ofOthers = handler(bytesMax);
    }

    /// Takes bodies of up to `bytesMax`, and of searches of 16 times as much.
    static void take(Router router, int bytesMax) {
        var bodies = new Bodies(bytesMax);
        var route = router.route();
        WITH_BODY.forEach(route::method);
        route.handler(Bodies::refuseForms).handler(bodies::read);
    }

    static int bytesMax(String path, int bytesMax) {
        return path.equals(SEARCH) ? SEARCH_TIMES * bytesMax : bytesMax;
    }

    private void read(RoutingContext ctx) {
        if (UnsubscribeRoutes.leadsHere(ctx)) {
            ctx.next();
        } else if (isSearch(ctx)) {
            boundLarge(ctx);
            ofSearches.handle(ctx);
        } else {
            ofOthers.handle(ctx);
        }
    }

    private static boolean isSearch(RoutingContext ctx) {
        return ctx.request().method().equals(HttpMethod.POST)
                && ctx.normalizedPath().equals(SEARCH);
    }

    private static BodyHandler handler(int bytesMax) {
        return BodyHandler.create(false).setBodyLimit(bytesMax);
    }

    private void boundLarge(RoutingContext ctx) {
        if (isLarge(ctx)) {
            if (large >= LARGE_AT_ONCE_MAX) {
                throw Refusal.overloaded("Too many large requests are under way.");
            }
            large++;
            ctx.addEndHandler(_ -> large--);
        }
    }

    /// Also when it does not say how long it is.
    private boolean isLarge(RoutingContext ctx) {
        var length = ctx.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        return length == null || !length.matches("\\d{1,9}") || Long.parseLong(length) > bytesMax;
    }

    /// Whether a request is still waited for.
    static boolean isComing(RoutingContext ctx) {
        return WITH_BODY.contains(ctx.request().method()) && !ctx.request().isEnded();
    }

    /// The library would take a form apart before anybody can say that none is wanted. Programs that read mail send one
    /// along when they unsubscribe somebody (RFC 8058); it says nothing that the address does not say.
    private static void refuseForms(RoutingContext ctx) {
        var type = String.valueOf(ctx.request().getHeader(HttpHeaders.CONTENT_TYPE))
                .toLowerCase(Locale.ROOT);
        if (isForm(type) && !UnsubscribeRoutes.leadsHere(ctx)) {
            throw new Refusal(
                    Problem.of(Code.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json, not as a form."));
        }
        ctx.next();
    }

    private static boolean isForm(String type) {
        return type.startsWith("multipart/") || type.startsWith("application/x-www-form-urlencoded");
    }
}
