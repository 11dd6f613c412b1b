package scheduler.webhook;

import java.security.SecureRandom;
import java.util.Base64;

/// What deliveries are signed with: `whsec_` and 24 to 64 bytes in base64. It never shows itself.
record Secret(String text) {

    static final int TEXT_MAX = 100;

    private static final String PREFIX = "whsec_";
    private static final int BYTES = 32;
    private static final int BYTES_MIN = 24;
    private static final int BYTES_MAX = 64;
    private static final int HINT = 4;
    private static final SecureRandom RANDOM = new SecureRandom();

    static Secret generate() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return new Secret(PREFIX + Base64.getEncoder().encodeToString(bytes));
    }

    static Secret read(String text) {
        int length = text.startsWith(PREFIX) ? length(text) : 0;
        if (length < BYTES_MIN || length > BYTES_MAX) {
            throw new IllegalArgumentException("A secret is whsec_ and 24 to 64 bytes in base64.");
        }
        return new Secret(text);
    }

    private static int length(String text) {
        try {
            return Base64.getDecoder().decode(text.substring(PREFIX.length())).length;
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }

    byte[] bytes() {
        return Base64.getDecoder().decode(text.substring(PREFIX.length()));
    }

    /// Enough to tell it from another.
    String hint() {
        return PREFIX + "…" + text.substring(text.length() - HINT);
    }

    @Override
    public String toString() {
        return hint();
    }
}
