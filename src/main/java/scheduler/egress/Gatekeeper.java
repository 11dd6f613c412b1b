package scheduler.egress;

import io.vertx.core.Future;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import scheduler.platform.AllowedHost;
import scheduler.platform.IpText;
import scheduler.platform.Trust;

/// Decides who may be talked to: the addresses of the public internet, and the hosts that the operator allows; by
/// `https` only who proves his name to those that are trusted.
public final class Gatekeeper {

    /// Names that never lead to the public internet, whatever they are resolved to.
    private static final List<String> INTERNAL =
            List.of("localhost", "local", "internal", "localdomain", "home.arpa", "intranet", "lan", "corp", "home");

    private final List<AllowedHost> allowed;
    private final Resolver resolver;
    private final Trust trust;

    public Gatekeeper(List<AllowedHost> allowed, Resolver resolver, Trust trust) {
        this.allowed = List.copyOf(allowed);
        this.resolver = resolver;
        this.trust = trust;
    }

    Trust trust() {
        return trust;
    }

    /// What can be said against a URL without looking up its name. What it leads to is looked at when it is
    /// used.
    public Optional<String> objection(TargetUrl url) {
        if (isNamed(url.host())) {
            return Optional.empty();
        }
        var address = IpText.read(url.host());
        if (address.isPresent()) {
            return address.filter(each -> !isOpen(each)).map(_ -> said(url.host()));
        }
        boolean isInternal = !url.host().contains(".")
                || INTERNAL.stream().anyMatch(each -> url.host().endsWith("." + each));
        return isInternal && allowed.stream().allMatch(each -> each.range() == null)
                ? Optional.of(said(url.host()))
                : Optional.empty();
    }

    /// The addresses that may be connected to. One that is not open closes them all: a name that leads here
    /// and there is somebody's try.
    Future<List<InetAddress>> admit(TargetUrl url) {
        var objection = objection(url);
        if (objection.isPresent()) {
            return Future.failedFuture(new Blocked(objection.get()));
        }
        var literal = IpText.read(url.host()).<List<InetAddress>>map(List::of);
        var looked = literal.map(Future::succeededFuture).orElseGet(() -> resolver.addresses(url.host()));
        return looked.compose(found -> admitted(url, found));
    }

    private Future<List<InetAddress>> admitted(TargetUrl url, List<InetAddress> found) {
        if (found.isEmpty()) {
            return Future.failedFuture(new UnknownHostException(url.host()));
        }
        return isNamed(url.host()) || found.stream().allMatch(this::isOpen)
                ? Future.succeededFuture(found)
                : Future.failedFuture(new Blocked(said(url.host())));
    }

    private boolean isNamed(String host) {
        return allowed.stream().anyMatch(each -> each.isNamed(host));
    }

    private boolean isOpen(InetAddress address) {
        return PublicAddresses.contain(address) || allowed.stream().anyMatch(each -> each.contains(address));
    }

    /// It does not say what the name is resolved to: that is nobody's business.
    private static String said(String host) {
        return "The host " + host + " is not of the public internet. egress.allowedHosts can allow it.";
    }
}
