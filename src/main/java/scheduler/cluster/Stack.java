package scheduler.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import scheduler.platform.ClusterSettings;

/// How nodes find and watch each other, as JGroups is told: one of two files, which other applications join by as they
/// are. They have the names of the JGroups system properties where the service puts its settings.
record Stack(String xml) {

    static final String BY_NODES = "/cluster/jgroups-tcp.xml";
    static final String BY_DNS = "/cluster/jgroups-dns.xml";

    private static final Pattern PLACE = Pattern.compile("\\$\\{([a-z._]+)(?::[^}]*)?}");

    static Stack of(ClusterSettings settings) {
        var nodes = settings.nodes().stream()
                .map(node -> node.replaceFirst(":(\\d+)$", "[$1]"))
                .collect(Collectors.joining(","));
        // Alone it finds itself.
        var itself = settings.host() + "[" + settings.port() + "]";
        var values = Map.of(
                "jgroups.bind.address",
                settings.host(),
                "jgroups.bind.port",
                Integer.toString(settings.port()),
                "jgroups.tcpping.initial_hosts",
                nodes.isEmpty() ? itself : nodes,
                "jgroups.dns.query",
                settings.dns());
        var text = text(settings.dns().isEmpty() ? BY_NODES : BY_DNS);
        return new Stack(PLACE.matcher(text)
                .replaceAll(place -> Matcher.quoteReplacement(Objects.requireNonNull(values.get(place.group(1))))));
    }

    static String text(String resource) {
        try (var stream = Objects.requireNonNull(Stack.class.getResourceAsStream(resource))) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
