package scheduler.http;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scheduler.mail.Unsubscriptions.ShowUnsubscription;
import scheduler.mail.Unsubscriptions.Unsubscribe;

/// What the links in reminders lead to. It is for people who have no key.
final class UnsubscribeRoutes {

    private static final Pattern PATH = Pattern.compile("/v1/unsubscribe/[A-Za-z0-9_-]{40,700}");
    private static final String POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none';"
            + " form-action 'self'; frame-ancestors 'none'";

    private final Vertx vertx;

    UnsubscribeRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    /// Exactly such an address, which leads nowhere else.
    static boolean leadsHere(RoutingContext ctx) {
        var method = ctx.request().method();
        return (method.equals(HttpMethod.GET) || method.equals(HttpMethod.POST))
                && PATH.matcher(String.valueOf(ctx.request().path())).matches();
    }

    void bind(Api api) {
        api.open(
                "showUnsubscription",
                ctx -> ShowUnsubscription.ADDRESS.ask(vertx, new ShowUnsubscription(token(ctx), languages(ctx))));
        api.open("unsubscribe", ctx -> Unsubscribe.ADDRESS.ask(vertx, new Unsubscribe(token(ctx), languages(ctx))));
    }

    private static String token(RoutingContext ctx) {
        ctx.response().putHeader("Content-Security-Policy", POLICY).putHeader("Referrer-Policy", "no-referrer");
        return Objects.requireNonNull(ctx.pathParam("token"));
    }

    private static @Nullable String languages(RoutingContext ctx) {
        return ctx.request().getHeader(HttpHeaders.ACCEPT_LANGUAGE);
    }
}
