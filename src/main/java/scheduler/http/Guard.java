package scheduler.http;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import scheduler.access.Access;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;

/// Stands before every request: bounds how many are under way at once, says who asks, and sets the headers that every
/// answer has. One for each event loop, so it counts without locks.
final class Guard {

    private static final Set<String> HEALTH = Set.of("/health", "/health/live", "/health/ready", "/health/startup");
    private static final Pattern FEED = Pattern.compile("/v1/calendars/[^/]+\\.ics");
    private static final String RELEASE = "scheduler.release";
    private static final CharSequence CONTENT_TYPE_OPTIONS = HttpHeaders.createOptimized("X-Content-Type-Options");
    private static final CharSequence NOSNIFF = HttpHeaders.createOptimized("nosniff");
    private static final Pattern LOOPBACK = Pattern.compile("127(\\.\\d{1,3}){3}|\\[?::1]?");

    private final Access access;
    private final int inFlightMax;
    private int inFlight;

    Guard(Access access, int inFlightMax) {
        this.access = access;
        this.inFlightMax = inFlightMax;
    }

    void bound(RoutingContext ctx) {
        forbidSniffing(ctx.response());
        if (isHealth(ctx)) {
            ctx.next();
            return;
        }
        if (isFull()) {
            ctx.fail(Refusal.overloaded("Too many requests are under way."));
            return;
        }
        inFlight++;
        Runnable release = new Release();
        ctx.put(RELEASE, release);
        ctx.addEndHandler(_ -> release.run());
        ctx.next();
    }

    /// Whether as many are under way as may.
    boolean isFull() {
        return inFlight >= inFlightMax;
    }

    /// Whoever answers before this stands there says it himself: a browser takes an answer for what it is called.
    static HttpServerResponse forbidSniffing(HttpServerResponse response) {
        return response.putHeader(CONTENT_TYPE_OPTIONS, NOSNIFF);
    }

    /// Takes a request that stays open out of the count: it is bounded elsewhere.
    static void release(RoutingContext ctx) {
        Objects.requireNonNull(ctx.<Runnable>get(RELEASE)).run();
    }

    /// Counts one less, once.
    private final class Release implements Runnable {
        private boolean isDone;

        @Override
        public void run() {
            inFlight -= isDone ? 0 : 1;
            isDone = true;
        }
    }

    /// Health is for whoever runs the service, and says nothing of what is in it. A calendar that subscribes to a feed
    /// cannot send a key; its address is as good as one, for that feed alone. So is the link in a reminder.
    void identify(RoutingContext ctx) {
        if (access.isOpen()) {
            refuseOthersThanLocal(ctx);
        }
        if (!isHealth(ctx) && !isFeed(ctx) && !UnsubscribeRoutes.leadsHere(ctx)) {
            Exchange.admit(ctx, access.of(ctx.request().getHeader(HttpHeaders.AUTHORIZATION)));
        }
        ctx.next();
    }

    /// Exactly these: the router would follow `/health/../v1` to elsewhere.
    private static boolean isHealth(RoutingContext ctx) {
        return HEALTH.contains(String.valueOf(ctx.request().path()));
    }

    /// Exactly such an address, also where what it names cannot be a token: then there is no feed, and a key would not
    /// help. It leads nowhere else, since a last part that ends so is none of the dots that the router follows.
    private static boolean isFeed(RoutingContext ctx) {
        return ctx.request().method().equals(HttpMethod.GET)
                && FEED.matcher(String.valueOf(ctx.request().path())).matches();
    }

    /// An open service is for whoever sits at the machine. A page from elsewhere that his browser shows is not: it
    /// would come under its own name, also when that name leads to this machine, or would say where it comes from.
    void refuseStrangers(RoutingContext ctx) {
        if (access.isOpen()) {
            refuseOthersThanLocal(ctx);
        }
        ctx.next();
    }

    private static void refuseOthersThanLocal(RoutingContext ctx) {
        var authority = ctx.request().authority();
        var origin = ctx.request().getHeader(HttpHeaders.ORIGIN);
        if ((authority != null && !isLocal(authority.host())) || (origin != null && !isLocal(host(origin)))) {
            throw new Refusal(Problem.of(
                    Code.FORBIDDEN,
                    "Without http.apiKeys this service answers only as localhost and to pages of localhost."));
        }
    }

    private static String host(String origin) {
        try {
            return String.valueOf(URI.create(origin).getHost());
        } catch (IllegalArgumentException e) {
            return origin;
        }
    }

    private static boolean isLocal(String host) {
        return host.equals("127.0.0.1")
                || host.equalsIgnoreCase("localhost")
                || LOOPBACK.matcher(host).matches();
    }
}
