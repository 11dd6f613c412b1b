package scheduler.http;

import io.vertx.core.Vertx;
import scheduler.http.Replies.Kind;
import scheduler.mail.Bounces.TakeBounces;
import scheduler.mail.Suppressions;
import scheduler.mail.Suppressions.DeleteSuppression;
import scheduler.mail.Suppressions.GetSuppression;
import scheduler.mail.Suppressions.ListSuppressions;
import scheduler.mail.Suppressions.PutSuppression;
import scheduler.message.Refusal;

/// Addresses to which nothing is sent, and what providers tell of them, over HTTP.
final class SuppressionRoutes {

    private final Vertx vertx;

    SuppressionRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    void bind(Api api) {
        api.write(
                "putSuppression",
                Kind.PUT,
                exchange -> PutSuppression.ADDRESS.ask(
                        vertx,
                        exchange.read(fields -> PutSuppression.read(exchange.write(), address(exchange), fields))));
        api.write(
                "deleteSuppression",
                Kind.DELETE,
                exchange -> DeleteSuppression.ADDRESS.ask(
                        vertx, new DeleteSuppression(exchange.write(), address(exchange))));
        api.read(
                "getSuppression",
                exchange ->
                        GetSuppression.ADDRESS.ask(vertx, new GetSuppression(exchange.tenant(), address(exchange))));
        api.read(
                "listSuppressions",
                exchange -> ListSuppressions.ADDRESS.ask(
                        vertx, new ListSuppressions(exchange.tenant(), exchange.limit(), exchange.query("cursor"))));
        api.write(
                "takeBounces",
                Kind.ACT,
                exchange -> TakeBounces.ADDRESS.ask(vertx, TakeBounces.read(exchange.write(), exchange.body())));
    }

    private static String address(Exchange exchange) {
        try {
            return Suppressions.address(exchange.path("address"));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("path address", String.valueOf(e.getMessage()));
        }
    }
}
