package scheduler.testing;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Follows server-sent events over a bare connection, which takes in no more than is read from it.
public final class EventStream implements AutoCloseable {

    private static final int SILENCE_MILLIS_MAX = 20_000;
    private static final int RECEIVE_BYTES = 4 << 10;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final BufferedReader body;
    private final int status;
    private final Map<String, String> headers = new HashMap<>();

    /// An event, or the end of all when its type is empty.
    public record Event(String id, String type, String data) {

        public JsonObject json() {
            return new JsonObject(data);
        }
    }

    public EventStream(int port, String path, String... headers) {
        try {
            socket.setReceiveBufferSize(RECEIVE_BYTES);
            socket.setSoTimeout(SILENCE_MILLIS_MAX);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            var request = new StringBuilder("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n");
            for (var each : headers) {
                request.append(each).append("\r\n");
            }
            socket.getOutputStream().write((request + "\r\n").getBytes(StandardCharsets.US_ASCII));
            in = socket.getInputStream();
            status = Integer.parseInt(line().split(" ", 3)[1]);
            for (var line = line(); !line.isEmpty(); line = line()) {
                var parts = line.split(":", 2);
                this.headers.put(parts[0].toLowerCase(Locale.ROOT), parts[1].trim());
            }
            body = new BufferedReader(new InputStreamReader(new Chunks(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int status() {
        return status;
    }

    public String header(String name) {
        return headers.getOrDefault(name, "");
    }

    /// The next event; comments are passed over.
    public Event next() {
        var fields = new HashMap<String, String>();
        try {
            for (var line = body.readLine(); line != null; line = body.readLine()) {
                if (line.isEmpty() && !fields.isEmpty()) {
                    break;
                }
                var parts = line.split(": ", 2);
                if (parts.length == 2 && !parts[0].isEmpty()) {
                    fields.put(parts[0], parts[1]);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Event(
                fields.getOrDefault("id", ""), fields.getOrDefault("event", ""), fields.getOrDefault("data", ""));
    }

    /// The next line, whatever it is; null at the end.
    public String nextLine() {
        try {
            return body.readLine();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() throws IOException {
        var line = new StringBuilder();
        for (int each = in.read(); each != '\n'; each = in.read()) {
            if (each < 0) {
                throw new IOException("closed after: " + line);
            }
            line.append((char) each);
        }
        return line.toString().stripTrailing();
    }

    /// The body without the lengths in between.
    private final class Chunks extends InputStream {
        private int left;
        private boolean isAtEnd;
        private boolean hasBegun;

        @Override
        public int read() throws IOException {
            var one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0 && !isAtEnd) {
                if (hasBegun) {
                    line();
                }
                hasBegun = true;
                left = Integer.parseInt(line(), 16);
                isAtEnd = left == 0;
            }
            if (isAtEnd) {
                return -1;
            }
            int count = in.read(bytes, offset, Math.min(length, left));
            if (count < 0) {
                throw new IOException("closed within a chunk");
            }
            left -= count;
            return count;
        }
    }

    /// Slots by their start, as snapshots and deltas add up to them.
    public static final class Sum {

        private final Map<String, JsonObject> slots = new TreeMap<>();
        private final List<String> types = new ArrayList<>();

        public void add(Event event) {
            types.add(event.type());
            if (event.type().equals("snapshot")) {
                slots.clear();
                put(event.json(), "slots");
                return;
            }
            event.json().getJsonArray("removed").forEach(each -> slots.remove((String) each));
            put(event.json(), "added");
            put(event.json(), "changed");
        }

        private void put(JsonObject json, String name) {
            json.getJsonArray(name)
                    .forEach(each -> slots.put(((JsonObject) each).getString("start"), (JsonObject) each));
        }

        public List<JsonObject> slots() {
            return List.copyOf(slots.values());
        }

        public List<String> types() {
            return types;
        }
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
