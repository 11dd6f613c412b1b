package scheduler.message;

import io.vertx.core.json.JsonObject;

/// What clients keep beside a thing of ours for themselves: stored and given back as it came, never looked into.
public final class Metadata {

    private static final String FIELD = "metadata";
    private static final int KEYS_MAX = 50;
    private static final int LENGTH_MAX = 16_384;

    private Metadata() {}

    public static JsonObject read(Fields fields) {
        var metadata = fields.object(FIELD);
        if (metadata.isEmpty()) {
            return metadata;
        }
        if (metadata.size() > KEYS_MAX) {
            throw fields.invalid(FIELD, "It may have " + KEYS_MAX + " keys at most.");
        }
        var text = metadata.encode();
        if (text.length() > LENGTH_MAX) {
            throw fields.invalid(FIELD, "It may have " + LENGTH_MAX + " characters of JSON at most.");
        }
        if (text.contains("\\u0000")) {
            throw fields.invalid(FIELD, "It must not contain the character U+0000.");
        }
        return metadata;
    }
}
