package scheduler.http;

import io.vertx.core.json.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// One connection that carries any bytes at all, also those that no HTTP client would send.
final class Wire implements AutoCloseable {

    private static final int SILENCE_MILLIS_MAX = 20_000;

    private final Socket socket;
    private final InputStream in;

    /// An answer; names of headers are in lower case.
    record Answer(int status, Map<String, String> headers, String text) {

        JsonObject json() {
            return new JsonObject(text);
        }

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }

        String code() {
            return json().getString("code", "");
        }
    }

    Wire(int port) {
        try {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(SILENCE_MILLIS_MAX);
            in = socket.getInputStream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// One exchange on a connection of its own. Bytes beyond ASCII are Latin 1.
    static Answer ask(int port, String request) {
        try (var wire = new Wire(port)) {
            return wire.send(request).answer();
        }
    }

    /// A request line and headers without a body.
    static Answer request(int port, String line, String... headers) {
        return ask(port, head(line, headers) + "\r\n");
    }

    static Answer withBody(int port, String line, byte[] body, String... headers) {
        try (var wire = new Wire(port)) {
            var head = head(line, headers) + "Content-Length: " + body.length + "\r\n\r\n";
            return wire.send(head).send(body).answer();
        }
    }

    static String head(String line, String... headers) {
        var head = new StringBuilder(line + " HTTP/1.1\r\nHost: localhost\r\n");
        for (var each : headers) {
            head.append(each).append("\r\n");
        }
        return head.toString();
    }

    Wire send(String text) {
        return send(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    Wire send(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// The next answer, an interim one (100) included.
    Answer answer() {
        return answer("GET");
    }

    Answer answer(String method) {
        try {
            var status = Integer.parseInt(line().split(" ", 3)[1]);
            var headers = new TreeMap<String, String>();
            for (var line = line(); !line.isEmpty(); line = line()) {
                var parts = line.split(":", 2);
                headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].trim());
            }
            boolean bodiless = method.equals("HEAD") || status < 200 || status == 204 || status == 304;
            return new Answer(status, headers, bodiless ? "" : body(headers));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether the other side closes the connection before it says anything more.
    boolean isClosedByPeer() {
        try {
            return in.read() < 0;
        } catch (IOException e) {
            return !(e instanceof SocketTimeoutException);
        }
    }

    /// Whether the connection is closed after whatever was said.
    boolean skipsToEnd() {
        try {
            in.readAllBytes();
            return true;
        } catch (IOException e) {
            return !(e instanceof SocketTimeoutException);
        }
    }

    private String body(Map<String, String> headers) throws IOException {
        var bytes = new ByteArrayOutputStream();
        if (headers.getOrDefault("transfer-encoding", "").equals("chunked")) {
            for (int length = chunk(); length > 0; length = chunk()) {
                bytes.write(in.readNBytes(length));
                line();
            }
            line();
        } else {
            bytes.write(in.readNBytes(Integer.parseInt(headers.getOrDefault("content-length", "0"))));
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line().trim(), 16);
    }

    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0) {
                throw new IOException("the connection was closed after: " + line.toString(StandardCharsets.UTF_8));
            }
            line.write(each);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
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
