package scheduler.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import scheduler.message.Tenant;

/// The configured API keys and the tenants they stand for. Kept and compared as digests, so that neither a dump of the
/// memory nor the time of a comparison gives a key away.
final class Keys {

    private static final Pattern WITH_TENANT = Pattern.compile("([A-Za-z0-9][A-Za-z0-9._-]{0,63}):(.+)");

    private final Map<String, String> tenantOf = new HashMap<>();

    Keys(List<String> configured) {
        for (var each : configured) {
            var parts = WITH_TENANT.matcher(each);
            boolean named = parts.matches();
            tenantOf.put(digest(named ? parts.group(2) : each), named ? parts.group(1) : Tenant.DEMO);
        }
    }

    boolean isEmpty() {
        return tenantOf.isEmpty();
    }

    Set<String> tenants() {
        return tenantOf.isEmpty() ? Set.of(Tenant.DEMO) : Set.copyOf(tenantOf.values());
    }

    Optional<String> tenantOf(String key) {
        return Optional.ofNullable(tenantOf.get(digest(key)));
    }

    private static String digest(String key) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
