package scheduler.http;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;

/// Compresses answers for clients that ask for it. The server's own compression is off, because it looks at
/// every answer and so costs those that do not want it a seventh of their rate (the benchmark of GET /v1/slots:
/// 0.62 and 0.76 of a bare handler).
final class Gzip {

    /// Below that it saves no packet.
    private static final int LENGTH_MIN = 1_400;

    private Gzip() {}

    /// Ends a response with a body, compressed where that is wanted and pays.
    static void end(HttpServerRequest request, Buffer body) {
        var response = request.response();
        if (!isWorthIt(body)) {
            response.end(body);
        } else if (isWanted(request)) {
            mark(response).end(compressed(body));
        } else {
            vary(response).end(body);
        }
    }

    static boolean isWorthIt(Buffer body) {
        return body.length() >= LENGTH_MIN;
    }

    /// Whether the client takes gzip (RFC 9110 §12.5.3); weights only matter when they are 0.
    static boolean isWanted(HttpServerRequest request) {
        var accepted = request.headers().get(HttpHeaders.ACCEPT_ENCODING);
        if (accepted == null) {
            return false;
        }
        for (var each : accepted.split(",", -1)) {
            var parts = each.split(";", 2);
            if (parts[0].trim().equalsIgnoreCase("gzip")) {
                return parts.length == 1 || !parts[1].trim().matches("q=0(\\.0*)?");
            }
        }
        return false;
    }

    static HttpServerResponse mark(HttpServerResponse response) {
        return vary(response).putHeader(HttpHeaders.CONTENT_ENCODING, "gzip");
    }

    static HttpServerResponse vary(HttpServerResponse response) {
        return response.putHeader(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
    }

    static Buffer compressed(Buffer body) {
        var bytes = new ByteArrayOutputStream(body.length() / 4);
        try (var gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body.getBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Buffer.buffer(bytes.toByteArray());
    }
}
