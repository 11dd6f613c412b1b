package scheduler.platform;

import java.math.BigInteger;
import java.net.InetAddress;

/// A range of IP addresses that begin alike, as `10.0.0.0/8` or `fd00::/8`; an address alone is a range of one.
public record AddressRange(BigInteger prefix, int bits, int width) {

    public static AddressRange read(String text) {
        int slash = text.indexOf('/');
        var address = IpText.read(slash < 0 ? text : text.substring(0, slash))
                .orElseThrow(() -> new IllegalArgumentException("It is no range of addresses: " + text + "."));
        int width = address.getAddress().length * Byte.SIZE;
        int bits = slash < 0 ? width : bits(text.substring(slash + 1), width);
        return new AddressRange(number(address).shiftRight(width - bits), bits, width);
    }

    private static int bits(String text, int width) {
        if (text.matches("[0-9]{1,3}") && Integer.parseInt(text) <= width) {
            return Integer.parseInt(text);
        }
        throw new IllegalArgumentException("Behind the slash stand 0 to " + width + " bits.");
    }

    public boolean contains(InetAddress address) {
        return address.getAddress().length * Byte.SIZE == width
                && number(address).shiftRight(width - bits).equals(prefix);
    }

    private static BigInteger number(InetAddress address) {
        return new BigInteger(1, address.getAddress());
    }
}
