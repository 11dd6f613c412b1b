package scheduler.mail;

import io.vertx.core.json.JsonObject;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scheduler.message.Fields;

/// From whom mail comes, and who gets the answers to it.
public record Sender(
        String address, @Nullable String name, @Nullable String replyTo) {

    private static final int NAME_MAX = 100;
    private static final Pattern NAME = Pattern.compile("[^\\p{Cntrl}<>()\"\\\\\\u2028\\u2029]*");

    /// As settings have it: `Name <address>`, or the address alone.
    public static Sender read(String from) {
        var name = from.contains("<") ? from.replaceFirst("<.*", "").trim() : "";
        var address = from.replaceFirst(".*<", "").replaceFirst(">.*", "");
        return new Sender(address, name.isEmpty() ? null : name, null);
    }

    static String name(String text) {
        if (!NAME.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "It is one line, without angle brackets, parentheses, quotes or backslashes.");
        }
        return Fields.plain(NAME_MAX).apply(text).trim();
    }

    /// What stands for it where it has no name.
    public String shown() {
        return name == null ? address : name;
    }

    public String domain() {
        return address.replaceFirst(".*@", "");
    }

    /// As a header has it.
    public String header() {
        return name == null ? address : name + " <" + address + ">";
    }

    JsonObject toJson() {
        var json = new JsonObject().put("address", address);
        if (name != null) {
            json.put("name", name);
        }
        return replyTo == null ? json : json.put("replyTo", replyTo);
    }
}
