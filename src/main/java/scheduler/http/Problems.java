package scheduler.http;

import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.handler.HttpException;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.StoreFailure;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;

/// Turns refusals and failures into problem documents (RFC 9457). What went wrong in here is logged under a number that
/// the client gets, and nothing else of it leaves the service.
final class Problems {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);
    static final CharSequence TYPE = HttpHeaders.createOptimized("application/problem+json");
    static final CharSequence RETRY_SECONDS = HttpHeaders.createOptimized("1");

    /// The rest of such a request is not waited for, so nothing else can come on its connection.
    private static final Set<Code> ENDING = Set.of(Code.TOO_LARGE, Code.REQUEST_TIMEOUT);

    private static final long LINGER_MILLIS = 1_000;

    private Problems() {}

    static void send(RoutingContext ctx, Problem problem) {
        var response = ctx.response();
        if (response.ended()) {
            return;
        }
        if (problem.code() == Code.OVERLOADED || problem.code() == Code.RATE_LIMITED) {
            response.putHeader(HttpHeaders.RETRY_AFTER, RETRY_SECONDS);
        }
        if (problem.code() == Code.UNAUTHENTICATED) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        if (ENDING.contains(problem.code()) && ctx.request().version() != HttpVersion.HTTP_2) {
            response.putHeader(HttpHeaders.CONNECTION, "close");
            // At once, what the client is still sending would be answered by a reset, which can overtake the response.
            ctx.vertx().setTimer(LINGER_MILLIS, _ -> ctx.request().connection().close());
        }
        response.setStatusCode(problem.code().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
                .end(problem.toText());
    }

    /// Whoever stands in front may have gone by the other one (RFC 9112 §3.2).
    static boolean hasTwoHosts(HttpServerRequest request) {
        return request.headers().getAll(HttpHeaders.HOST).size() > 1;
    }

    /// A request that is no HTTP, or has two hosts, or too long a line or header: there is no route for it.
    static void refuseUnreadable(HttpServerRequest request) {
        var problem = switch (request.decoderResult().cause()) {
            case TooLongHttpLineException _, TooLongHttpHeaderException _ -> tooLongHead();
            case null, default -> Problem.of(Code.MALFORMED, "The request cannot be read.");
        };
        request.response()
                .setStatusCode(problem.code().status())
                .putHeader(HttpHeaders.CONTENT_TYPE, TYPE)
                .putHeader(HttpHeaders.CONNECTION, "close")
                .end(problem.toText())
                .onComplete(_ -> request.connection().close());
    }

    /// The last stop of everything that failed.
    static void handle(RoutingContext ctx) {
        handle(ctx, ctx.statusCode());
    }

    /// The same for what fails before any route is found: only the router knows the status then.
    static void handle(RoutingContext ctx, int status) {
        if (ctx.response().closed()) {
            // The client has gone, which is its right and no failure.
            return;
        }
        if (ctx.response().headWritten()) {
            ctx.response().reset();
            return;
        }
        send(ctx, problem(ctx, ctx.failure(), status));
    }

    private static Problem problem(RoutingContext ctx, @Nullable Throwable failure, int status) {
        return switch (failure) {
            case HttpException http -> byStatus(ctx, http.getStatusCode());
            case null -> byStatus(ctx, status);
            case Refusal refusal -> refusal.problem();
            case StoreFailure store -> of(store, asked(ctx), isRead(ctx));
            // The library's word that the request could not be read: an escape that is none, a broken chunk or part.
            case Throwable _ when status > 0 && status < 500 -> byStatus(ctx, Math.max(status, 400));
            case Throwable other -> of(other, asked(ctx), isRead(ctx));
        };
    }

    /// What is said of a failure, whichever way it was asked; `asked` is for the log.
    static Problem of(Throwable failure, String asked, boolean isRead) {
        return switch (failure) {
            case Refusal refusal -> refusal.problem();
            case StoreFailure store
            when store.effect() == StoreFailure.Effect.NONE_TRY_AGAIN -> {
                LOG.atWarn().addKeyValue("request", asked).log(store.getMessage());
                yield Problem.of(Code.OVERLOADED, "The database could not do this now; nothing was changed.");
            }
            case StoreFailure store
            when store.effect() == StoreFailure.Effect.UNKNOWN -> {
                LOG.atWarn().addKeyValue("request", asked).log(store.getMessage());
                yield Problem.of(Code.OVERLOADED, "The connection to the database was lost" + unknown(isRead));
            }
            default -> internal(asked, failure);
        };
    }

    private static Problem byStatus(RoutingContext ctx, int status) {
        return switch (status) {
            case 400 -> Problem.of(Code.MALFORMED, "The request cannot be read.");
            case 404 ->
                Problem.of(
                        Code.NOT_FOUND, "There is nothing at " + ctx.request().path() + ".");
            case 405 ->
                Problem.of(
                        Code.METHOD_NOT_ALLOWED,
                        ctx.request().method() + " is not possible on "
                                + ctx.request().path() + ".");
            case 413 -> Problem.of(Code.TOO_LARGE, "The body is larger than this service takes.");
            case 414, 431 -> tooLongHead();
            case 415 -> Problem.of(Code.UNSUPPORTED_MEDIA_TYPE, "Send the body as application/json.");
            case 417 -> Problem.of(Code.MALFORMED, "The only expectation that can be met is 100-continue.");
            case 503 ->
                Bodies.isComing(ctx)
                        ? Problem.of(Code.REQUEST_TIMEOUT, "The body did not come in time; nothing was begun.")
                        : Problem.of(Code.OVERLOADED, "It took too long" + unknown(isRead(ctx)));
            default -> internal(asked(ctx), ctx.failure());
        };
    }

    /// A read can just be repeated; of a write it has to be said that it may have been done.
    private static String unknown(boolean isRead) {
        return isRead
                ? ". Try again."
                : ", so it is not known whether this was done. Send it again with the same Idempotency-Key.";
    }

    private static Problem tooLongHead() {
        return Problem.of(Code.TOO_LARGE, "The address or the headers are too long.");
    }

    private static boolean isRead(RoutingContext ctx) {
        return ctx.request().method().equals(HttpMethod.GET);
    }

    private static Problem internal(String asked, @Nullable Throwable failure) {
        var number = UUID.randomUUID().toString();
        LOG.atError()
                .setCause(failure)
                .addKeyValue("number", number)
                .addKeyValue("request", asked)
                .log("A request failed");
        return Problem.of(Code.INTERNAL, "Something went wrong here; it is logged under " + number + ".");
    }

    /// Without what would open a feed, or unsubscribe somebody, to whoever reads the log.
    private static String asked(RoutingContext ctx) {
        var path = String.valueOf(ctx.request().path());
        return ctx.request().method() + " "
                + path.replaceFirst("^/v1/calendars/[^/]+\\.ics$", "/v1/calendars/*.ics")
                        .replaceFirst("^/v1/unsubscribe/.*", "/v1/unsubscribe/*");
    }
}
