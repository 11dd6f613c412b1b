package scheduler.bridge;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.parsetools.RecordParser;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import scheduler.platform.Contexts;

/// The bridge for other languages: over TCP, each frame behind its length in four bytes, the most significant
/// first.
public final class TcpBridgeVerticle extends VerticleBase {

    private static final int PREFIX_BYTES = 4;

    private final Bridge.Parts parts;
    private final Future<Set<String>> commands;

    /// `commands` are the names of all that there are.
    public TcpBridgeVerticle(Bridge.Parts parts, Future<Set<String>> commands) {
        this.parts = parts;
        this.commands = commands;
    }

    @Override
    public Future<?> start() {
        return Contexts.moved(vertx, commands).compose(this::listen);
    }

    private Future<?> listen(Set<String> existing) {
        var allowed = AllowList.of(existing, parts.settings().commands());
        var bridge = new Bridge(vertx, parts, allowed, Dialect.TCP);
        var tcp = parts.settings().tcp();
        var options = new NetServerOptions()
                .setHost(tcp.host())
                .setPort(tcp.port())
                .setReadIdleTimeout(
                        Math.toIntExact(parts.settings().idleTimeout().toMillis()))
                .setIdleTimeoutUnit(TimeUnit.MILLISECONDS);
        return vertx.createNetServer(options)
                .connectHandler(socket -> connect(bridge, socket))
                .listen();
    }

    private void connect(Bridge bridge, NetSocket socket) {
        bridge.open(new SocketLine(socket)).ifPresent(caller -> {
            socket.handler(frames(caller));
            socket.closeHandler(_ -> caller.gone());
            // It is closed for it, and nothing else is wrong.
            socket.exceptionHandler(_ -> caller.close());
        });
    }

    /// A length is looked at before the frame is waited for: what is no such client, as a browser that was
    /// told to post here, claims to send a gigabyte.
    private RecordParser frames(Caller caller) {
        var parser = RecordParser.newFixed(PREFIX_BYTES);
        return parser.handler(new Frames(parser, caller, parts.settings().messageMaxBytes())::take);
    }

    /// Takes lengths and frames in turn.
    private static final class Frames {
        private final RecordParser parser;
        private final Caller caller;
        private final int bytesMax;
        private boolean isLength = true;
        private boolean isLost;

        Frames(RecordParser parser, Caller caller, int bytesMax) {
            this.parser = parser;
            this.caller = caller;
            this.bytesMax = bytesMax;
        }

        void take(Buffer bytes) {
            if (isLost) {
                return;
            }
            if (!isLength) {
                isLength = true;
                parser.fixedSizeMode(PREFIX_BYTES);
                caller.hear(bytes);
                return;
            }
            int length = bytes.getInt(0);
            if (length < 1 || length > bytesMax) {
                isLost = true;
                caller.refuseTooLarge();
                return;
            }
            isLength = false;
            parser.fixedSizeMode(length);
        }
    }

    private record SocketLine(NetSocket socket) implements Line {

        @Override
        public Future<Void> write(String frame) {
            var bytes = Buffer.buffer(frame);
            return socket.write(Buffer.buffer(PREFIX_BYTES + bytes.length())
                    .appendInt(bytes.length())
                    .appendBuffer(bytes));
        }

        /// What is not read keeps a connection open, but nothing more is read from it either, and so it is idle.
        @Override
        public void close() {
            socket.pause().close().onFailure(_ -> {});
        }
    }
}
