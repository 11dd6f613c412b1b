package scheduler.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.Set;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.platform.Pressure;

/// Turns wishes for bookings and holds away while as many wait as may, or as many requests are under way: most are
/// decided in batches, and to look at the others would take time from those. It comes before any route, for under load
/// it is most of what there is to do.
final class Shedding {

    private static final Set<String> PATHS = Set.of("/v1/bookings", "/v1/holds");
    private static final Problem FULL =
            Refusal.overloaded("Too many bookings are being decided.").problem();

    private final Pressure pressure;
    private final Guard guard;
    private final Buffer answer = Buffer.buffer(FULL.toText());

    Shedding(Pressure pressure, Guard guard) {
        this.pressure = pressure;
        this.guard = guard;
    }

    /// Whether it has answered.
    boolean answers(HttpServerRequest request) {
        boolean isFull = pressure.isFull() || guard.isFull();
        if (!isFull || !isShed(request)) {
            return false;
        }
        request.routed(request.path());
        Guard.forbidSniffing(request.response())
                .setStatusCode(FULL.code().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, Problems.TYPE)
                .putHeader(HttpHeaders.RETRY_AFTER, Problems.RETRY_SECONDS)
                .end(answer);
        return true;
    }

    private static boolean isShed(HttpServerRequest request) {
        return request.method().equals(HttpMethod.POST) && PATHS.contains(String.valueOf(request.path()));
    }
}
