package scheduler.platform;

import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import scheduler.message.Fields;

/// Whether the event buses of several JVMs are one, where this one is reached by the others, and how it finds them:
/// by `dns`, a name whose addresses are theirs, or else by `nodes`, some of them. Of the ports the first is for the
/// cluster, the second for messages, the third tells when a process is gone.
public record ClusterSettings(boolean enabled, String host, int port, List<String> nodes, String dns) {

    public static final int PORTS = 3;

    private static final Pattern HOST = Pattern.compile("[A-Za-z0-9._:-]{1,255}");
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9._-]{1,255}:[0-9]{1,5}");

    static ClusterSettings read(Fields fields) {
        if (!fields.has("nodes")) {
            throw fields.invalid("nodes", "It is required; [] stands for none.");
        }
        return new ClusterSettings(
                fields.flag("enabled"),
                fields.text("host", matching(HOST, "It must be an address, as 10.1.2.3.")),
                (int) fields.whole("port", 1, Settings.PORT_MAX - PORTS + 1),
                fields.texts("nodes", 1_000, matching(NODE, "It must be like 10.1.2.3:7800.")),
                fields.text(
                        "dns",
                        text -> text.isEmpty()
                                ? text
                                : matching(HOST, "It must be a name.").apply(text)));
    }

    private static Function<String, String> matching(Pattern pattern, String otherwise) {
        return text -> {
            if (!pattern.matcher(text).matches()) {
                throw new IllegalArgumentException(otherwise);
            }
            return text;
        };
    }
}
