package scheduler.egress;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.http.StreamResetException;
import io.vertx.core.net.SocketAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/// Sends requests to where clients want them. No redirect is followed and no proxy asked; certificates are
/// checked against the name of the URL.
public final class Egress {

    private static final int CONNECT_MILLIS_MAX = 5_000;
    private static final int BODY_MAX = 4_096;
    private static final int HEADERS_MAX = 16_384;
    private static final int IDLE_SECONDS = 15;

    /// A name may have many addresses; when one cannot be connected to, the next is tried.
    private static final int ADDRESSES_MAX = 3;

    private final Vertx vertx;
    private final Gatekeeper gatekeeper;
    private final HttpClient client;

    /// `connections` is how many there may be to one host.
    public Egress(Vertx vertx, Gatekeeper gatekeeper, int connections) {
        this.vertx = vertx;
        this.gatekeeper = gatekeeper;
        var options = new HttpClientOptions()
                .setConnectTimeout(CONNECT_MILLIS_MAX)
                .setKeepAliveTimeout(IDLE_SECONDS)
                .setMaxHeaderSize(HEADERS_MAX)
                .setMaxRedirects(0)
                .setVerifyHost(true);
        gatekeeper.trust().into(options);
        this.client = vertx.createHttpClient(
                options,
                new PoolOptions()
                        .setHttp1MaxSize(connections)
                        .setCleanerPeriod(1_000)
                        .setMaxWaitQueueSize(connections));
    }

    /// Fails when nothing was answered in time: with `Blocked` when the address is none to be connected to, with
    /// `Unsecured` when who is there could not prove his name.
    /// Once there is a status it is the answer, whatever becomes of the body. It is called on an event loop, on
    /// which the answer is read.
    public Future<Answer> post(TargetUrl url, Map<String, String> headers, Buffer body, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        return gatekeeper
                .admit(url)
                .compose(addresses -> connect(HttpMethod.POST, url, addresses, 0, end))
                .compose(request -> exchange(request, headers, body, Egress::read, end));
    }

    /// Reads what is there, all of it or nothing: it fails as well when not everything came in time, or when it is more
    /// than `bytesMax`. It is asked for as it is, since a little that is compressed can be very much.
    public Future<Page> get(TargetUrl url, Map<String, String> headers, int bytesMax, Duration timeout) {
        long end = System.nanoTime() + timeout.toNanos();
        return gatekeeper
                .admit(url)
                .compose(addresses -> connect(HttpMethod.GET, url, addresses, 0, end))
                .compose(request ->
                        exchange(request, headers, Buffer.buffer(), response -> readWhole(response, bytesMax), end))
                .recover(failure -> Future.failedFuture(
                        failure instanceof StreamResetException
                                ? new TimeoutException("not all of the answer came in time")
                                : failure));
    }

    private Future<HttpClientRequest> connect(
            HttpMethod method, TargetUrl url, List<InetAddress> addresses, int tried, long end) {
        var options = new RequestOptions()
                .setMethod(method)
                .setServer(SocketAddress.inetSocketAddress(socket(addresses.get(tried), url.port())))
                .setHost(url.authority())
                .setPort(url.port())
                .setSsl(url.isSecure())
                .setURI(url.path())
                .setFollowRedirects(false)
                .setConnectTimeout(Math.min(CONNECT_MILLIS_MAX, left(end)));
        int next = tried + 1;
        return client.request(options)
                .recover(failure -> next < Math.min(ADDRESSES_MAX, addresses.size()) && left(end) > 1
                        ? connect(method, url, addresses, next, end)
                        : Future.failedFuture(Unsecured.said(url.host(), failure)));
    }

    /// Without its name, which would be looked up again.
    private static InetSocketAddress socket(InetAddress address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address.getAddress()), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> Future<T> exchange(
            HttpClientRequest request,
            Map<String, String> headers,
            Buffer body,
            Function<HttpClientResponse, Future<T>> reader,
            long end) {
        headers.forEach(request::putHeader);
        long timer = vertx.setTimer(left(end), _ -> request.reset(0, new TimeoutException("no answer came in time")));
        return request.send(body).compose(reader).onComplete(_ -> vertx.cancelTimer(timer));
    }

    private static Future<Answer> read(HttpClientResponse response) {
        var read = Buffer.buffer();
        var done = Promise.<Void>promise();
        response.handler(chunk -> {
                    read.appendBuffer(chunk, 0, Math.min(chunk.length(), BODY_MAX - read.length()));
                    if (read.length() >= BODY_MAX && done.tryComplete()) {
                        // Nobody reads the rest, so the connection is of no use any more.
                        response.request().connection().close();
                    }
                })
                .endHandler(_ -> done.tryComplete())
                .exceptionHandler(_ -> done.tryComplete());
        return done.future()
                .map(_ -> new Answer(
                        response.statusCode(),
                        read.toString(StandardCharsets.UTF_8),
                        response.getHeader("Retry-After")));
    }

    private static Future<Page> readWhole(HttpClientResponse response, int bytesMax) {
        var read = Buffer.buffer();
        var done = Promise.<Void>promise();
        response.handler(chunk -> {
                    if (read.length() + chunk.length() <= bytesMax) {
                        read.appendBuffer(chunk);
                    } else if (done.tryFail(new TooLong(bytesMax))) {
                        response.request().connection().close();
                    }
                })
                .endHandler(_ -> done.tryComplete())
                .exceptionHandler(done::tryFail);
        return done.future().map(_ -> new Page(response.statusCode(), response.headers(), read));
    }

    private static long left(long end) {
        return Math.max(1, (end - System.nanoTime()) / 1_000_000);
    }
}
