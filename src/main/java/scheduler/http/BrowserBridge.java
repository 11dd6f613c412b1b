package scheduler.http;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.sockjs.SockJSHandler;
import io.vertx.ext.web.handler.sockjs.SockJSHandlerOptions;
import io.vertx.ext.web.handler.sockjs.SockJSSocket;
import io.vertx.ext.web.handler.sockjs.Transport;
import java.util.Locale;
import java.util.regex.Pattern;
import scheduler.bridge.AllowList;
import scheduler.bridge.Bridge;
import scheduler.bridge.Dialect;
import scheduler.bridge.Line;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;

/// The bridge for browsers: the event bus over SockJS, or over a plain WebSocket at `/eventbus/websocket`.
///
/// SockJS has other ways for browsers that have no WebSocket. There are none left, and on those ways nothing
/// bounds what is kept for a client that does not come back, so they are closed.
final class BrowserBridge {

    private static final String PATH = "/eventbus/*";
    private static final Pattern OPEN = Pattern.compile("/eventbus/(info|websocket|[^/.]{1,64}/[^/.]{1,64}/websocket)");

    /// In SockJS a frame is a JSON text within a JSON list, where each quote has a backslash.
    private static final int WRAPPED_TIMES = 2;

    private final Bridge.Parts parts;

    private BrowserBridge(Bridge.Parts parts) {
        this.parts = parts;
    }

    /// Mounts it where no request under way is counted: these stay open, and are counted by themselves.
    static void mount(Router router, Vertx vertx, Bridge.Parts parts, Document document, Guard guard) {
        if (!parts.settings().sockjs().enabled()) {
            return;
        }
        var allowed = AllowList.of(Operations.names(document), parts.settings().commands());
        var bridge = new Bridge(vertx, parts, allowed, Dialect.SOCKJS);
        var handler = SockJSHandler.create(vertx, options());
        router.route(PATH).handler(new BrowserBridge(parts)::check);
        router.route(PATH).handler(guard::refuseStrangers);
        router.route(PATH).subRouter(handler.socketHandler(socket -> connect(bridge, socket)));
    }

    private static SockJSHandlerOptions options() {
        var options = new SockJSHandlerOptions().setInsertJSESSIONID(false).setRegisterWriteHandler(false);
        for (var each : Transport.values()) {
            if (each != Transport.WEBSOCKET) {
                options.addDisabledTransport(each.name());
            }
        }
        return options;
    }

    /// Bounds what a WebSocket may say at once. Compressed, a little could stand for much.
    static void bound(HttpServerOptions options, Bridge.Parts parts) {
        int bytesMax = WRAPPED_TIMES * parts.settings().messageMaxBytes();
        options.setMaxWebSocketFrameSize(bytesMax)
                .setMaxWebSocketMessageSize(bytesMax)
                .setPerMessageWebSocketCompressionSupported(false)
                .setPerFrameWebSocketCompressionSupported(false);
    }

    /// Lets through what a client of SockJS asks for, from pages of the service itself and those that are named.
    private void check(RoutingContext ctx) {
        if (!OPEN.matcher(String.valueOf(ctx.request().path())).matches()) {
            ctx.fail(404);
            return;
        }
        var origin = ctx.request().getHeader(HttpHeaders.ORIGIN);
        if (origin != null
                && !isOwn(ctx, origin)
                && !parts.settings().sockjs().origins().contains(origin)) {
            throw new Refusal(Problem.of(
                    Code.FORBIDDEN, "This page may not use the event bus; the setting is bridge.sockjs.origins."));
        }
        ctx.next();
    }

    private static boolean isOwn(RoutingContext ctx, String origin) {
        var authority = ctx.request().authority();
        return authority != null
                && origin.toLowerCase(Locale.ROOT)
                        .replaceFirst("^https?://", "")
                        .equals(authority.toString().toLowerCase(Locale.ROOT));
    }

    private static void connect(Bridge bridge, SockJSSocket socket) {
        bridge.open(new SocketLine(socket)).ifPresent(caller -> {
            socket.closeHandler(_ -> caller.gone());
            socket.exceptionHandler(_ -> caller.close());
            socket.handler(caller::hear);
        });
    }

    private record SocketLine(SockJSSocket socket) implements Line {

        @Override
        public Future<Void> write(String frame) {
            return socket.write(frame);
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
