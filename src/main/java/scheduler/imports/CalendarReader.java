package scheduler.imports;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import io.vertx.core.buffer.Buffer;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scheduler.egress.Blocked;
import scheduler.egress.Egress;
import scheduler.egress.Page;
import scheduler.egress.TargetUrl;
import scheduler.egress.TooLong;
import scheduler.egress.Unsecured;
import scheduler.ical.BusyTimes;
import scheduler.imports.Claimed.Known;
import scheduler.imports.Fetched.Failed;
import scheduler.imports.Fetched.Read;
import scheduler.imports.Fetched.Same;
import scheduler.platform.Times;
import scheduler.time.TimeRange;

/// Fetches a calendar and reads what is busy in it. Whatever is wrong with it is an answer, too.
final class CalendarReader {

    static final int BLOCKS_MAX = 2_000;

    private static final Duration TIMEOUT = Duration.ofSeconds(20);
    private static final int BYTES_MAX = 2 << 20;
    private static final Duration BEHIND = Duration.ofDays(1);
    private static final Duration AHEAD = Duration.ofDays(400);

    /// What is said to be busy from or to the end of all days is so within these.
    private static final TimeRange ALL_DAYS =
            new TimeRange(Instant.parse("1900-01-01T00:00:00Z"), Instant.parse("2200-01-01T00:00:00Z"));

    private static final Pattern VALIDATOR = Pattern.compile("[\\x20-\\x7E]{1,500}");
    private static final Pattern UNSAYABLE = Pattern.compile("\\p{Cntrl}+");
    private static final int ERROR_MAX = 500;

    private final Egress egress;
    private final WorkerExecutor threads;
    private final Times times;

    /// A long calendar takes a while to be worked out, so that is done on a thread of its own, one after another.
    CalendarReader(Vertx vertx, Egress egress, Times times) {
        this.egress = egress;
        this.threads = vertx.createSharedWorkerExecutor("imports", 1, 1, TimeUnit.MINUTES);
        this.times = times;
    }

    Future<Fetched> read(Claimed claimed) {
        return Future.succeededFuture(claimed)
                .compose(each -> egress.get(TargetUrl.read(each.url()), headers(each), BYTES_MAX, TIMEOUT))
                .compose(page -> read(claimed, page))
                .otherwise(failure -> new Failed(sayable(said(failure))));
    }

    private static Map<String, String> headers(Claimed claimed) {
        var headers = new HashMap<String, String>();
        headers.put("accept", "text/calendar, */*;q=0.1");
        headers.put("accept-encoding", "identity");
        headers.put("user-agent", "appointment-scheduler");
        var etag = claimed.known().etag();
        if (etag != null) {
            headers.put("if-none-match", etag);
        }
        var lastModified = claimed.known().lastModified();
        if (lastModified != null) {
            headers.put("if-modified-since", lastModified);
        }
        return headers;
    }

    private Future<Fetched> read(Claimed claimed, Page page) {
        int status = page.status();
        if (status == 304 && claimed.known().digest() != null) {
            return Future.succeededFuture(new Same());
        }
        if (status != 200) {
            return Future.succeededFuture(new Failed(sayable(refused(page))));
        }
        var encoding = page.header("content-encoding");
        if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
            return Future.succeededFuture(
                    new Failed(sayable("The answer is compressed (" + encoding + "), which was not asked for.")));
        }
        var digest = digest(page.body());
        return digest.equals(claimed.known().digest())
                ? Future.succeededFuture(new Same())
                : busy(claimed, page, digest);
    }

    private static String refused(Page page) {
        return switch (page.status()) {
            case 301, 302, 303, 307, 308 ->
                "The answer was " + page.status() + ": it is at " + page.header("location")
                        + " now. Redirects are not followed; give that address.";
            case 404, 410 -> "The answer was " + page.status() + ": there is no calendar at this address.";
            default -> "The answer was " + page.status() + ".";
        };
    }

    private Future<Fetched> busy(Claimed claimed, Page page, Buffer digest) {
        var now = times.now(claimed.tenant());
        var range = new TimeRange(now.minus(BEHIND), now.plus(AHEAD));
        return threads.executeBlocking(() -> BusyTimes.read(text(page.body()), claimed.zone(), range), false)
                .map(Objects::requireNonNull)
                .<Fetched>map(found -> new Read(
                        found.stream()
                                .limit(BLOCKS_MAX)
                                .flatMap(CalendarReader::within)
                                .toList(),
                        range.start(),
                        claimed.zone(),
                        new Known(validator(page.header("etag")), validator(page.header("last-modified")), digest),
                        notice(found)))
                .otherwise(failure -> new Failed(sayable("The calendar cannot be read: " + failure.getMessage())));
    }

    private static String text(Buffer body) {
        var text = body.toString(StandardCharsets.UTF_8);
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private static Stream<TimeRange> within(TimeRange time) {
        if (!time.overlaps(ALL_DAYS)) {
            return Stream.empty();
        }
        var start = time.start().isBefore(ALL_DAYS.start()) ? ALL_DAYS.start() : time.start();
        var end = time.end().isAfter(ALL_DAYS.end()) ? ALL_DAYS.end() : time.end();
        return Stream.of(new TimeRange(start, end));
    }

    private static @Nullable String notice(List<TimeRange> found) {
        return found.size() <= BLOCKS_MAX
                ? null
                : "It has " + found.size() + " busy times; the first " + BLOCKS_MAX + " are blocked, until "
                        + found.get(BLOCKS_MAX - 1).end() + ", and none of those after that.";
    }

    private static @Nullable String validator(@Nullable String header) {
        return header != null && VALIDATOR.matcher(header).matches() ? header : null;
    }

    private static Buffer digest(Buffer body) {
        try {
            return Buffer.buffer(MessageDigest.getInstance("SHA-256").digest(body.getBytes()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String said(Throwable failure) {
        return switch (failure) {
            case Blocked blocked -> String.valueOf(blocked.getMessage());
            case Unsecured unsecured -> String.valueOf(unsecured.getMessage());
            case TooLong tooLong -> String.valueOf(tooLong.getMessage());
            case UnknownHostException _ -> "The name of the host could not be looked up.";
            case TimeoutException _ -> "Not all of it was answered within " + TIMEOUT.toSeconds() + " s.";
            default -> "Nothing was answered: " + failure.getMessage();
        };
    }

    /// What others have written ends up in here.
    private static String sayable(String text) {
        var plain = UNSAYABLE.matcher(text).replaceAll(" ");
        return plain.codePointCount(0, plain.length()) > ERROR_MAX
                ? plain.substring(0, plain.offsetByCodePoints(0, ERROR_MAX)) + "…"
                : plain;
    }
}
