package scheduler.webhook;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scheduler.egress.TargetUrl;
import scheduler.message.Fields;

/// What a client wants to be told, and where: `types` are exact, none stands for all.
public record Wanted(
        String url,
        List<String> types,
        @Nullable String description,
        @Nullable Secret secret) {

    static final int TYPES_MAX = 50;
    static final int DESCRIPTION_MAX = 200;

    private static final Pattern TYPE = Pattern.compile("[a-z][a-z_]{0,30}\\.[a-z][a-z_]{0,30}");

    static Wanted read(Fields fields) {
        return new Wanted(
                fields.text("url", Wanted::url),
                fields.texts("types", TYPES_MAX, Wanted::type),
                fields.optional("description", Fields.plain(DESCRIPTION_MAX)),
                fields.optional("secret", Secret::read));
    }

    private static String url(String text) {
        TargetUrl.read(text);
        return text;
    }

    TargetUrl target() {
        return TargetUrl.read(url);
    }

    private static String type(String text) {
        if (!TYPE.matcher(text).matches()) {
            throw new IllegalArgumentException("It is the whole type of an event, like booking.confirmed.");
        }
        return text;
    }
}
