package scheduler.platform;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import scheduler.message.Fields;

/// The bridges of the event bus, which are off unless they are switched on, and the bounds on their clients. No
/// `commands` stands for all.
public record BridgeSettings(
        List<String> commands,
        int connections,
        int registrations,
        int messageMaxBytes,
        Duration idleTimeout,
        Tcp tcp,
        SockJs sockjs) {

    private static final int NAMES_MAX = 1_000;

    /// Where it listens; port 0 is nowhere.
    public record Tcp(String host, int port) {
        static Tcp read(Fields fields, boolean isOpen) {
            var host = fields.text("host", Fields.plain(255));
            if (isOpen && !Settings.isLoopback(host)) {
                throw fields.invalid(
                        "host",
                        "Without http.apiKeys the bridge is open to everyone who reaches it, so it listens on loopback"
                                + " only (127.0.0.1 or ::1), not on " + host + ". Set SCHEDULER_HTTP_API_KEYS.");
            }
            return new Tcp(host, (int) fields.whole("port", 0, Settings.PORT_MAX));
        }

        public boolean isOn() {
            return port > 0;
        }
    }

    /// Whether HTTP has the bridge for browsers, and the pages that may use it besides those of the service itself.
    public record SockJs(boolean enabled, List<String> origins) {
        static SockJs read(Fields fields) {
            return new SockJs(fields.flag("enabled"), listed(fields, "origins", SockJs::origin));
        }

        private static String origin(String text) {
            var uri = URI.create(text);
            if (uri.getHost() == null || !text.equals(uri.getScheme() + "://" + uri.getRawAuthority())) {
                throw new IllegalArgumentException("It must be like https://www.example.com, not " + text + ".");
            }
            return text;
        }
    }

    static BridgeSettings read(Fields fields, boolean isOpen) {
        return new BridgeSettings(
                listed(fields, "commands", Fields.plain(64)),
                (int) fields.whole("connections", 1, 100_000),
                (int) fields.whole("registrations", 1, 1_000),
                (int) fields.whole("messageMaxBytes", 1024, 16 << 20),
                fields.text("idleTimeout", Settings.seconds(1, 3600)),
                fields.required("tcp", fields.inner("tcp", tcp -> Tcp.read(tcp, isOpen))),
                fields.required("sockjs", fields.inner("sockjs", SockJs::read)));
    }

    private static List<String> listed(Fields fields, String name, Function<String, String> reader) {
        if (!fields.has(name)) {
            throw fields.invalid(name, "It is required; [] stands for none.");
        }
        return fields.texts(name, NAMES_MAX, reader);
    }
}
