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
import scheduler.message.Tenant;
import scheduler.platform.ApiKey;

/// The configured API keys and the tenants they stand for. Kept and compared as digests, so that neither a dump of the
/// memory nor the time of a comparison gives a key away.
final class Keys {

    private final Map<String, String> tenantOf = new HashMap<>();

    Keys(List<ApiKey> configured) {
        configured.forEach(each -> tenantOf.put(digest(each.key()), each.tenant()));
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
