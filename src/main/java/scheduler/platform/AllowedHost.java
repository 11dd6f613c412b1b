package scheduler.platform;

import java.net.InetAddress;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A host that may be reached although it is not of the public internet: by its name, whatever its addresses
/// are, or by its address, whatever its name is.
public record AllowedHost(@Nullable String name, @Nullable AddressRange range) {

    private static final int LENGTH_MAX = 253;
    private static final Pattern NAME = Pattern.compile("[a-z0-9_]([a-z0-9._-]*[a-z0-9_])?");

    public static AllowedHost read(String text) {
        var lower = text.toLowerCase(Locale.ROOT);
        if (lower.contains(":") || lower.contains("/") || IpText.read(lower).isPresent()) {
            return new AllowedHost(null, AddressRange.read(lower));
        }
        if (lower.length() > LENGTH_MAX || !NAME.matcher(lower).matches()) {
            throw new IllegalArgumentException(
                    "It is a host name like crm.internal, or a range of addresses like 10.1.0.0/16, not " + text + ".");
        }
        return new AllowedHost(lower, null);
    }

    public boolean isNamed(String host) {
        return host.equals(name);
    }

    public boolean contains(InetAddress address) {
        return range != null && range.contains(address);
    }
}
