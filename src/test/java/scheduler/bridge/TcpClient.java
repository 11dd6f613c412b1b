package scheduler.bridge;

import io.vertx.core.json.JsonObject;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/// A client of the TCP bridge over a bare connection, which also says what no client should.
final class TcpClient implements AutoCloseable {

    private static final int SILENCE_MILLIS_MAX = 20_000;

    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final DataOutputStream out;
    private final JsonObject headers = new JsonObject();
    private int asked;

    TcpClient(int port, String key) {
        this(port, key, 64 << 10);
    }

    TcpClient(int port, String key, int receiveBytes) {
        try {
            socket.setReceiveBufferSize(receiveBytes);
            socket.setSoTimeout(SILENCE_MILLIS_MAX);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            in = new DataInputStream(socket.getInputStream());
            out = new DataOutputStream(socket.getOutputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (!key.isEmpty()) {
            headers.put("authorization", "Bearer " + key);
        }
    }

    /// A port that nobody has, for a bridge to be started at.
    static int freePort() {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return server.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonObject frame(String type, String address) {
        return new JsonObject().put("type", type).put("address", address);
    }

    TcpClient send(JsonObject frame) {
        return raw(frame.encode().getBytes(StandardCharsets.UTF_8));
    }

    TcpClient raw(byte[] frame) {
        return raw(frame.length, frame);
    }

    TcpClient raw(int length, byte[] bytes) {
        try {
            out.writeInt(length);
            out.write(bytes);
            out.flush();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Sends a command and gives the frame that answers it; those before it are passed over.
    JsonObject ask(String command, JsonObject body) {
        return ask(command, body, new JsonObject());
    }

    JsonObject ask(String command, JsonObject body, JsonObject more) {
        asked++;
        send(frame("send", "scheduler.command." + command)
                .put("replyAddress", "reply-" + asked)
                .put("headers", headers.copy().mergeIn(more))
                .put("body", body));
        var answer = next();
        while (!answer.getString("address", "").equals("reply-" + asked)) {
            answer = next();
        }
        return answer;
    }

    TcpClient register(String address) {
        send(frame("register", address).put("headers", headers));
        send(new JsonObject().put("type", "ping"));
        if (!next().getString("type").equals("pong")) {
            throw new AssertionError("not registered for " + address);
        }
        return this;
    }

    JsonObject next() {
        try {
            var bytes = new byte[in.readInt()];
            in.readFully(bytes);
            return new JsonObject(new String(bytes, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the bridge closes the connection, whatever it says before.
    boolean isClosed() {
        try {
            while (in.read() >= 0) {
                asked++;
            }
            return true;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    static String code(JsonObject error) {
        return new JsonObject(error.getString("message")).getString("code");
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
