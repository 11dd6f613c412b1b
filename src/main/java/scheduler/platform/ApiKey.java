package scheduler.platform;

import java.util.regex.Pattern;
import scheduler.message.Tenant;

/// An API key and the tenant that it stands for: `tenant:key`, or `key` alone for the tenant demo. It never shows
/// itself, also not when it is refused.
public record ApiKey(String tenant, String key) {

    private static final int LENGTH_MIN = 8;
    private static final int LENGTH_MAX = 512;
    private static final Pattern TENANT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    static ApiKey read(String text) {
        int colon = text.indexOf(':');
        return new ApiKey(colon < 0 ? Tenant.DEMO : tenant(text.substring(0, colon)), key(text.substring(colon + 1)));
    }

    private static String tenant(String name) {
        if (!TENANT.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "Before the colon stands a tenant, whose name is up to 64 letters, digits,"
                            + " dots, dashes or underscores.");
        }
        return name;
    }

    private static String key(String key) {
        if (key.length() < LENGTH_MIN
                || key.length() > LENGTH_MAX
                || key.chars().anyMatch(c -> c <= ' ' || c > '~')) {
            throw new IllegalArgumentException(
                    "A key has " + LENGTH_MIN + " to " + LENGTH_MAX
                            + " printable ASCII characters and no spaces; it is tenant:key or, for the tenant demo, key alone.");
        }
        return key;
    }

    @Override
    public String toString() {
        return tenant + ":…";
    }
}
