package scheduler.platform;

import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/// Reads an IP address as it is written: four decimal numbers, or IPv6 without a zone. Whatever else
/// libraries take for an address (`127.1`, `0x7f000001`, `017700000001`) is none.
public final class IpText {

    private static final String NUMBER = "(0|[1-9][0-9]?|1[0-9]{2}|2[0-4][0-9]|25[0-5])";
    private static final Pattern FOUR = Pattern.compile("(" + NUMBER + "\\.){3}" + NUMBER);
    private static final Pattern SIX = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*");

    private IpText() {}

    public static Optional<InetAddress> read(String text) {
        if (!FOUR.matcher(text).matches() && !SIX.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
