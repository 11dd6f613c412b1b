package scheduler.http;

import io.vertx.core.Handler;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Map;
import scheduler.platform.SettingsLoader;

/// The web pages: few and small, so they are read into memory at start. That needs no file system at run time, which
/// may be read-only.
final class Pages {

    private static final String FILES = "web/";
    static final Map<String, String> ASSETS = Map.of(
            "style.css", "text/css; charset=utf-8",
            "home.js", "text/javascript; charset=utf-8",
            "docs.js", "text/javascript; charset=utf-8",
            "swagger/swagger-ui-bundle.js", "text/javascript; charset=utf-8",
            "swagger/swagger-ui.css", "text/css; charset=utf-8",
            "swagger/favicon-32x32.png", "image/png");

    /// Nothing is loaded from elsewhere. Swagger UI styles its elements inline and draws its icons from data URLs.
    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline';"
            + " img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    private final Document document;

    Pages(Document document) {
        this.document = document;
    }

    void bind(Api api) {
        api.serve("home", page("home.html"));
        api.serve("docs", page("docs.html"));
        api.serve("openapi", yaml(document.text()));
        api.serve("asyncapi", yaml(Buffer.buffer(SettingsLoader.bundled("asyncapi.yaml"))));
    }

    /// Parts of the pages, which are no operations of the API.
    static void assets(Router router) {
        ASSETS.forEach((file, type) -> {
            var content = Buffer.buffer(SettingsLoader.bundled(FILES + file));
            router.get("/web/" + file).handler(ctx -> {
                ctx.response().putHeader(HttpHeaders.CACHE_CONTROL, "max-age=3600");
                send(ctx, type, content);
            });
            router.route("/web/" + file).handler(Methods.only(List.of(HttpMethod.GET)));
        });
    }

    private static Handler<RoutingContext> yaml(Buffer text) {
        return ctx -> send(ctx, "application/yaml; charset=utf-8", text);
    }

    private static Handler<RoutingContext> page(String file) {
        var content = Buffer.buffer(SettingsLoader.bundled(FILES + file));
        return ctx -> {
            ctx.response().putHeader("Content-Security-Policy", POLICY).putHeader("Referrer-Policy", "no-referrer");
            send(ctx, "text/html; charset=utf-8", content);
        };
    }

    private static void send(RoutingContext ctx, String type, Buffer content) {
        ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, type);
        Gzip.end(ctx.request(), content);
    }
}
