package scheduler.egress;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.regex.Pattern;
import scheduler.platform.IpText;

/// A URL that requests can be sent to, read strictly: what two readers could take for different hosts is
/// none. `host` is in lower case and without a dot at its end; an IPv6 address stands there without its
/// brackets.
public record TargetUrl(boolean isSecure, String host, int port, String path) {

    public static final int LENGTH_MAX = 2048;

    private static final int HOST_MAX = 253;
    private static final int PORT_MAX = 65_535;
    private static final Pattern PLAIN = Pattern.compile("[\\x21-\\x7E]+");
    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern NAME = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    /// What a reader that is less strict takes for an IPv4 address: 2130706433, 0x7f.1, 127.1.
    private static final Pattern NUMBERED = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");

    public static TargetUrl read(String text) {
        if (text.length() > LENGTH_MAX || !PLAIN.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "A URL has " + LENGTH_MAX + " printable ASCII characters at most; others are percent-encoded.");
        }
        var uri = uri(text);
        var scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new IllegalArgumentException("The URL must begin with https:// or http://.");
        }
        if (uri.getRawAuthority() != null && uri.getRawAuthority().contains("@")) {
            throw new IllegalArgumentException("The URL must not contain a user or a password.");
        }
        if (uri.getRawFragment() != null) {
            throw new IllegalArgumentException("The URL must not have a fragment (#…).");
        }
        if (uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "The URL names no host: that is a name like example.com, or an IP address in its usual form.");
        }
        boolean isSecure = scheme.equals("https");
        int port = uri.getPort() < 0 ? defaultPort(isSecure) : uri.getPort();
        if (port == 0 || port > PORT_MAX) {
            throw new IllegalArgumentException("A port is from 1 to " + PORT_MAX + ".");
        }
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        var path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        return new TargetUrl(isSecure, host(uri.getHost().toLowerCase(Locale.ROOT)), port, path + query);
    }

    private static URI uri(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("It is no URL: " + e.getReason() + ".", e);
        }
    }

    private static String host(String named) {
        if (named.startsWith("[")) {
            var address = named.substring(1, named.length() - 1);
            if (IpText.read(address).isEmpty()) {
                throw new IllegalArgumentException("An IPv6 address stands in brackets, without a zone.");
            }
            return address;
        }
        var host = named.endsWith(".") ? named.substring(0, named.length() - 1) : named;
        if (NUMBERED.matcher(host).matches()) {
            if (IpText.read(host).isEmpty()) {
                throw new IllegalArgumentException("An IPv4 address has four decimal numbers, without leading zeros.");
            }
            return host;
        }
        if (host.length() > HOST_MAX || !NAME.matcher(host).matches()) {
            throw new IllegalArgumentException("The host of the URL is no name that can be looked up.");
        }
        return host;
    }

    private static int defaultPort(boolean isSecure) {
        return isSecure ? 443 : 80;
    }

    /// The host as it stands in a URL.
    String authority() {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
