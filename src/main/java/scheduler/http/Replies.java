package scheduler.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import org.jspecify.annotations.Nullable;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Found;
import scheduler.message.Outcome.Live;
import scheduler.message.Outcome.Refused;
import scheduler.message.Outcome.Streamed;
import scheduler.message.Outcome.Written;
import scheduler.message.Receipt;

/// Turns outcomes into responses: the one place that gives them their HTTP status.
final class Replies {

    /// What a write did, seen from HTTP.
    enum Kind {
        /// By name: 201 when it is new, 200 when it replaced something.
        PUT,
        /// 201, with the place of what was made.
        CREATE,
        /// 200, with what it is now.
        ACT,
        /// 204.
        DELETE
    }

    /// How the outcome of one request is told: `location` is where what it creates will be found.
    record Reply(Kind kind, @Nullable String location, boolean isDryRun) {}

    /// Where answers go on that are not said at once.
    record Ongoing(Turns turns, Streams streams) {}

    private Replies() {}

    static void send(RoutingContext ctx, Outcome outcome, Reply reply, Ongoing ongoing) {
        if (ctx.response().ended() || ctx.response().closed()) {
            // It took longer than the request may, or than the client waits.
            return;
        }
        switch (outcome) {
            case Changed(var receipt) -> changed(ctx, receipt, reply);
            case Found found -> found(ctx, found.body(), found.version());
            case Written written -> written(ctx, written);
            case Streamed(var pieces) -> ongoing.turns().send(ctx, pieces);
            case Live(var feed) -> ongoing.streams().open(ctx, feed);
            case Refused(var problem) -> Problems.send(ctx, problem);
        }
    }

    private static void changed(RoutingContext ctx, Receipt receipt, Reply reply) {
        var response = ctx.response();
        if (receipt.replayed()) {
            response.putHeader("Idempotency-Replayed", "true");
        }
        if (reply.isDryRun()) {
            response.putHeader("Dry-Run", "true");
        }
        var kind = reply.kind();
        if (kind == Kind.DELETE) {
            response.setStatusCode(204).end();
            return;
        }
        if (reply.isDryRun()) {
            // Nothing was created, and no version is there to be named.
            json(ctx, receipt.body());
            return;
        }
        var location = reply.location();
        boolean created = kind == Kind.CREATE || (kind == Kind.PUT && receipt.created());
        if (created && location != null) {
            response.putHeader(HttpHeaders.LOCATION, kind == Kind.CREATE ? location + receipt.subject() : location);
        }
        tag(response, receipt.version());
        response.setStatusCode(created ? 201 : 200);
        json(ctx, receipt.body());
    }

    private static void found(RoutingContext ctx, String body, long version) {
        var response = ctx.response();
        // Only who reads has something already (RFC 9110 §13.1.2); the plan of an absence is asked for by POST.
        var known = ctx.request().method().equals(HttpMethod.POST)
                ? null
                : ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        tag(response, version);
        if (version > 0
                && known != null
                && (known.trim().equals("*") || EntityTags.weak(known).contains(version))) {
            response.setStatusCode(304).end();
            return;
        }
        json(ctx, body);
    }

    /// Its readers come again and again and have no version to ask for, so its tag is that of its content.
    private static void written(RoutingContext ctx, Written written) {
        var content = Buffer.buffer(written.text());
        var tag = EntityTags.of(content);
        long seconds = written.lasting().toSeconds();
        var response = ctx.response()
                .putHeader(HttpHeaders.ETAG, tag)
                .putHeader(
                        HttpHeaders.CACHE_CONTROL, seconds == 0 ? "private, no-cache" : "private, max-age=" + seconds);
        var known = ctx.request().getHeader(HttpHeaders.IF_NONE_MATCH);
        if (known != null && EntityTags.names(known, tag)) {
            response.setStatusCode(304).end();
            return;
        }
        response.putHeader(HttpHeaders.CONTENT_TYPE, written.type());
        Gzip.end(ctx.request(), content);
    }

    private static void tag(HttpServerResponse response, long version) {
        if (version > 0) {
            response.putHeader(HttpHeaders.ETAG, EntityTags.of(version));
        }
    }

    private static void json(RoutingContext ctx, String body) {
        ctx.response().putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
        Gzip.end(ctx.request(), Buffer.buffer(body));
    }
}
