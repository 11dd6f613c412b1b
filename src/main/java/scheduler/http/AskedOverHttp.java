package scheduler.http;

import io.vertx.ext.web.RoutingContext;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What an HTTP request asks for.
record AskedOverHttp(RoutingContext ctx) implements Asked {

    @Override
    public String method() {
        return ctx.request().method().name();
    }

    @Override
    public String path() {
        return String.valueOf(ctx.request().path());
    }

    @Override
    public @Nullable String part(String name) {
        return ctx.pathParam(name);
    }

    @Override
    public Set<String> parameters() {
        return Query.of(ctx).keySet();
    }

    @Override
    public List<String> parameter(String name) {
        return Query.values(ctx, name);
    }

    @Override
    public List<String> headers(String name) {
        return ctx.request().headers().getAll(name);
    }
}
