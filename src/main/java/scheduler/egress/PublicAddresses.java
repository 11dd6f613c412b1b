package scheduler.egress;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import scheduler.platform.AddressRange;

/// Which addresses are of the public internet, by the registries of special addresses that IANA keeps (RFC
/// 6890).
final class PublicAddresses {

    private static final List<AddressRange> NOT_PUBLIC_4 = ranges(
            "0.0.0.0/8", // this network
            "10.0.0.0/8",
            "100.64.0.0/10", // behind the translation of a carrier
            "127.0.0.0/8",
            "169.254.0.0/16", // link-local, where clouds keep their metadata
            "172.16.0.0/12",
            "192.0.0.0/24", // protocol assignments
            "192.0.2.0/24", // documentation
            "192.88.99.0/24", // relays of 6to4
            "192.168.0.0/16",
            "198.18.0.0/15", // benchmarks
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4", // multicast
            "240.0.0.0/4"); // reserved, and broadcast

    private static final AddressRange UNICAST_6 = AddressRange.read("2000::/3");

    private static final List<AddressRange> NOT_PUBLIC_6 = ranges(
            "2001::/23", // protocol assignments, with Teredo, which leads to any IPv4 address
            "2001:db8::/32", // documentation
            "2002::/16", // 6to4, which does so as well
            "3fff::/20"); // documentation

    /// Behind it stand the IPv4 addresses that a network without IPv4 reaches by translation.
    private static final AddressRange NAT64 = AddressRange.read("64:ff9b::/96");

    private static final int EMBEDDED_AT = 12;

    private PublicAddresses() {}

    private static List<AddressRange> ranges(String... texts) {
        return Stream.of(texts).map(AddressRange::read).toList();
    }

    static boolean contain(InetAddress address) {
        return switch (address) {
            case Inet4Address four -> NOT_PUBLIC_4.stream().noneMatch(each -> each.contains(four));
            case Inet6Address six when NAT64.contains(six) -> contain(embedded(six));
            case Inet6Address six ->
                UNICAST_6.contains(six) && NOT_PUBLIC_6.stream().noneMatch(each -> each.contains(six));
            default -> false;
        };
    }

    private static InetAddress embedded(Inet6Address address) {
        var bytes = address.getAddress();
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(bytes, EMBEDDED_AT, bytes.length));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
