package scheduler.http;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Metrics;
import io.vertx.core.MultiMap;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.util.LinkedHashMap;
import org.jspecify.annotations.Nullable;
import scheduler.message.Freshness;
import scheduler.message.Outcome.Found;

/// Gives answers again for as long as they are current, to the letter the same request: a thousand who look at the same
/// morning are told what the first was told. One for each event loop, so it needs no locks.
///
/// What was asked has passed every check when it was answered first. All that a check looks at is part of the
/// name under which the answer is remembered: the address, the key, and under which name the service was asked,
/// by whose page.
final class Remembered {

    private static final int CHARACTERS_MAX = 16 << 20;
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");

    private final Counter given = Counter.builder("scheduler.answers.remembered")
            .description("Answers that were given again because nothing had changed")
            .register(Metrics.globalRegistry);
    private final LinkedHashMap<Asked, Answer> answers = new LinkedHashMap<>(64, 0.75f, true);
    private int characters;

    private record Asked(
            String uri,
            @Nullable String key,
            @Nullable String host,
            @Nullable String origin,
            boolean gzip) {

        static Asked of(HttpServerRequest request) {
            MultiMap headers = request.headers();
            return new Asked(
                    request.uri(),
                    headers.get(HttpHeaders.AUTHORIZATION),
                    headers.get(HttpHeaders.HOST),
                    headers.get(HttpHeaders.ORIGIN),
                    Gzip.isWanted(request));
        }
    }

    private record Answer(Buffer body, boolean zipped, boolean varies, Freshness freshness) {

        void mark(HttpServerResponse response) {
            if (zipped) {
                Gzip.mark(response);
            } else if (varies) {
                Gzip.vary(response);
            }
        }
    }

    /// Answers when the same was asked before and nothing has changed since.
    boolean answers(HttpServerRequest request) {
        if (answers.isEmpty() || !request.method().equals(HttpMethod.GET)) {
            return false;
        }
        var asked = Asked.of(request);
        var known = answers.get(asked);
        if (known == null) {
            return false;
        }
        if (!known.freshness.isCurrent()) {
            forget(asked, known);
            return false;
        }
        given.increment();
        var response = Guard.forbidSniffing(request.response()).putHeader(HttpHeaders.CONTENT_TYPE, JSON);
        known.mark(response);
        response.end(known.body);
        return true;
    }

    /// Keeps an answer that may be given again.
    void keep(HttpServerRequest request, Found found) {
        if (found.freshness().equals(Freshness.NONE) || !request.method().equals(HttpMethod.GET)) {
            return;
        }
        var asked = Asked.of(request);
        var body = Buffer.buffer(found.body());
        boolean varies = Gzip.isWorthIt(body);
        boolean zipped = varies && asked.gzip;
        var answer = new Answer(zipped ? Gzip.compressed(body) : body, zipped, varies, found.freshness());
        var before = answers.put(asked, answer);
        characters += answer.body.length() - (before == null ? 0 : before.body.length());
        var oldest = answers.entrySet().iterator();
        while (characters > CHARACTERS_MAX) {
            characters -= oldest.next().getValue().body.length();
            oldest.remove();
        }
    }

    private void forget(Asked asked, Answer known) {
        answers.remove(asked);
        characters -= known.body.length();
    }
}
