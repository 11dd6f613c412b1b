package scheduler.bench;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.PoolOptions;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.HdrHistogram.ConcurrentHistogram;
import org.HdrHistogram.Histogram;

/// Sends wishes at a rate, whether or not those before are answered, as many clients who know nothing of each other do.
/// A wish counts from when it was due, so one that could not be sent in time counts as waiting.
final class OpenLoop implements AutoCloseable {

    private static final int CONNECTIONS_MAX = 2_048;
    private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final int CREATED = 201;
    private static final int OVERLOADED = 503;

    private final Vertx vertx = Vertx.builder()
            .with(new VertxOptions().setPreferNativeTransport(true).setEventLoopPoolSize(1))
            .build();
    private final HttpClient client;
    private final int port;

    OpenLoop(int port) {
        this.port = port;
        this.client = vertx.createHttpClient(
                new HttpClientOptions().setDefaultHost("127.0.0.1").setDefaultPort(port),
                new PoolOptions().setHttp1MaxSize(CONNECTIONS_MAX));
    }

    /// A wish and its idempotency key.
    record Wish(String key, String body) {}

    /// Where wishes come from, each another.
    interface Wishes {
        Wish next();
    }

    /// How long answers took: bookings from when they were due, refusals from when they were sent.
    static final class Answers {
        private final Histogram booked = new ConcurrentHistogram(NANOS_MAX, 3);
        private final Histogram overloaded = new ConcurrentHistogram(NANOS_MAX, 3);
        private final AtomicInteger withoutRetryAfter = new AtomicInteger();
        private final Map<String, Integer> otherAnswers = new ConcurrentHashMap<>();
        private volatile double seconds;

        private void add(HttpClientResponse response, long due, long sent) {
            long now = System.nanoTime();
            switch (response.statusCode()) {
                case CREATED -> booked.recordValue(Math.min(NANOS_MAX, now - due));
                case OVERLOADED -> {
                    overloaded.recordValue(Math.min(NANOS_MAX, now - sent));
                    if (response.getHeader("Retry-After") == null) {
                        withoutRetryAfter.incrementAndGet();
                    }
                }
                default -> otherAnswers.merge("status " + response.statusCode(), 1, Integer::sum);
            }
        }

        private void fail(Throwable failure) {
            otherAnswers.merge(String.valueOf(failure.getMessage()), 1, Integer::sum);
        }

        long bookings() {
            return booked.getTotalCount();
        }

        double bookingsPerSecond() {
            return bookings() / seconds;
        }

        double millis(double percentile) {
            return booked.getValueAtPercentile(percentile) / 1e6;
        }

        @Override
        public String toString() {
            var text = "%,d booked, p50 %.1f ms, p99 %.1f ms, max %.0f ms"
                    .formatted(bookings(), millis(50), millis(99), millis(100));
            if (overloaded.getTotalCount() > 0) {
                text += "; %,d told to come again (%d without Retry-After), p50 %.1f ms, p99 %.1f ms"
                        .formatted(
                                overloaded.getTotalCount(),
                                withoutRetryAfter.get(),
                                overloaded.getValueAtPercentile(50) / 1e6,
                                overloaded.getValueAtPercentile(99) / 1e6);
            }
            return otherAnswers.isEmpty() ? text : text + "; others " + otherAnswers;
        }
    }

    /// Sends so many a second and waits until all are answered.
    Answers run(double rate, double seconds, Wishes wishes) throws InterruptedException {
        var answers = new Answers();
        long count = Math.round(rate * seconds);
        var open = new CountDownLatch(Math.toIntExact(count));
        long began = System.nanoTime();
        for (long i = 0; i < count; i++) {
            long due = began + Math.round(i / rate * 1e9);
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            send(wishes.next(), due, answers, open);
        }
        if (!open.await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException(open.getCount() + " wishes were never answered");
        }
        answers.seconds = (System.nanoTime() - began) / 1e9;
        return answers;
    }

    /// Sends one after the other, each when the one before is answered.
    Answers alone(int count, Wishes wishes) throws InterruptedException {
        var answers = new Answers();
        for (int i = 0; i < count; i++) {
            var open = new CountDownLatch(1);
            send(wishes.next(), System.nanoTime(), answers, open);
            open.await();
        }
        return answers;
    }

    private void send(Wish wish, long due, Answers answers, CountDownLatch open) {
        client.request(HttpMethod.POST, port, "127.0.0.1", "/v1/bookings")
                .compose(request -> {
                    long sent = System.nanoTime();
                    return request.putHeader("Content-Type", "application/json")
                            .putHeader("Idempotency-Key", wish.key)
                            .send(wish.body)
                            .compose(response -> response.body().map(_ -> {
                                answers.add(response, due, sent);
                                return response;
                            }));
                })
                .onFailure(answers::fail)
                .onComplete(_ -> open.countDown());
    }

    @Override
    public void close() {
        vertx.close().await();
    }
}
