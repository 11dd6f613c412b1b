package scheduler.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/// Machines as far as the network goes: namespaces of Linux, each with a cable to the others, which can be pulled out,
/// and with another to who watches. The others are at `host`, where the test has to provide what they need.
public final class Machines implements AutoCloseable {

    private static final int SECONDS_MAX = 30;
    private static final int NETWORKS = 250;

    private final String tag = Long.toString(ProcessHandle.current().pid(), Character.MAX_RADIX);
    private final long network = ProcessHandle.current().pid() % NETWORKS;
    private final List<Machine> all = new ArrayList<>();

    private Machines() {}

    /// Where that is not permitted, or there is no Linux, the test is skipped.
    public static Machines connected() {
        var machines = new Machines();
        try {
            ip("netns", "add", machines.hub());
            machines.bridge("c", machines.host());
            machines.bridge("w", machines.watched(1));
            return machines;
        } catch (Refused e) {
            machines.close();
            return Assumptions.abort("network namespaces cannot be made here: " + e.getMessage());
        }
    }

    /// That `ip` could not do something.
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1;

        Refused(String message) {
            super(message);
        }
    }

    /// What they are plugged into stands in a namespace of its own, where no firewall of the host's looks at what goes
    /// from one to another.
    private String hub() {
        return "h" + tag;
    }

    private void bridge(String kind, String address) {
        ip("-n", hub(), "link", "add", "b" + kind, "type", "bridge");
        ip("-n", hub(), "link", "set", "b" + kind, "up");
        ip("link", "add", "b" + kind + tag, "type", "veth", "peer", "name", kind + "1", "netns", hub());
        ip("-n", hub(), "link", "set", kind + "1", "master", "b" + kind, "up");
        ip("address", "add", address + "/24", "dev", "b" + kind + tag);
        ip("link", "set", "b" + kind + tag, "up");
    }

    /// The address at which the machines reach the test. It is of the range for benchmarks, which nobody else has.
    public String host() {
        return connected(1);
    }

    private String connected(int number) {
        return "198.18." + network + "." + number;
    }

    private String watched(int number) {
        return "198.19." + network + "." + number;
    }

    /// One more.
    public Machine add() {
        var machine = new Machine(all.size() + 2);
        all.add(machine);
        machine.build();
        return machine;
    }

    /// One of them.
    public final class Machine {

        private final int number;

        private Machine(int number) {
            this.number = number;
        }

        private void build() {
            ip("netns", "add", name());
            ip("-n", name(), "link", "set", "lo", "up");
            cable("c", connected(number));
            cable("w", watched(number));
        }

        private void cable(String kind, String address) {
            ip("-n", hub(), "link", "add", end(kind), "type", "veth", "peer", "name", kind, "netns", name());
            ip("-n", hub(), "link", "set", end(kind), "master", "b" + kind, "up");
            ip("-n", name(), "address", "add", address + "/24", "dev", kind);
            ip("-n", name(), "link", "set", kind, "up");
        }

        private String name() {
            return "m" + tag + "-" + number;
        }

        private String end(String kind) {
            return kind + number;
        }

        /// Its address among the others.
        public String address() {
            return connected(number);
        }

        /// Its address for who watches, also while it is cut off from the others.
        public String watchedAt() {
            return watched(number);
        }

        /// What a command that runs there begins with.
        public List<String> runs() {
            return List.of("ip", "netns", "exec", name());
        }

        /// Nothing comes through any more in either direction, and nobody is told.
        public void pullOut() {
            ip("-n", hub(), "link", "set", end("c"), "down");
        }

        public void plugIn() {
            ip("-n", hub(), "link", "set", end("c"), "up");
        }
    }

    private static void ip(String... arguments) {
        var command = new ArrayList<>(List.of("ip"));
        command.addAll(List.of(arguments));
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).trim();
            if (!process.waitFor(SECONDS_MAX, TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new Refused(String.join(" ", command) + ": " + said);
            }
        } catch (IOException e) {
            throw new Refused(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException(e));
        }
    }

    /// With a namespace its ends of the cables go, and the other ends with them.
    @Override
    public void close() {
        all.forEach(each -> remove("netns", "delete", each.name()));
        remove("netns", "delete", hub());
    }

    private static void remove(String... arguments) {
        try {
            ip(arguments);
        } catch (Refused e) {
            // It was never there.
        }
    }
}
