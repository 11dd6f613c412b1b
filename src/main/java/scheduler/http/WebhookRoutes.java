package scheduler.http;

import io.vertx.core.Vertx;
import scheduler.http.Replies.Kind;
import scheduler.message.Names;
import scheduler.message.Refusal;
import scheduler.webhook.Webhooks.DeleteSubscription;
import scheduler.webhook.Webhooks.GetDelivery;
import scheduler.webhook.Webhooks.GetSubscription;
import scheduler.webhook.Webhooks.ListDeliveries;
import scheduler.webhook.Webhooks.ListSubscriptions;
import scheduler.webhook.Webhooks.Progress;
import scheduler.webhook.Webhooks.PutSubscription;
import scheduler.webhook.Webhooks.Redeliver;
import scheduler.webhook.Webhooks.RedeliverFrom;
import scheduler.webhook.Webhooks.RotateSecret;
import scheduler.webhook.Webhooks.SwitchSubscription;
import scheduler.webhook.Webhooks.TestSubscription;

/// Subscriptions and their deliveries over HTTP.
final class WebhookRoutes {

    private final Vertx vertx;

    WebhookRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    void bind(Api api) {
        subscriptions(api);
        actions(api);
        deliveries(api);
    }

    private void subscriptions(Api api) {
        api.write(
                "putSubscription",
                Kind.PUT,
                exchange -> PutSubscription.ADDRESS.ask(
                        vertx,
                        exchange.read(fields -> PutSubscription.read(exchange.write(), name(exchange), fields))));
        api.write(
                "deleteSubscription",
                Kind.DELETE,
                exchange -> DeleteSubscription.ADDRESS.ask(
                        vertx, new DeleteSubscription(exchange.write(), exchange.path("id"))));
        api.read(
                "getSubscription",
                exchange -> GetSubscription.ADDRESS.ask(
                        vertx, new GetSubscription(exchange.tenant(), exchange.path("id"))));
        api.read(
                "listSubscriptions",
                exchange -> ListSubscriptions.ADDRESS.ask(
                        vertx, new ListSubscriptions(exchange.tenant(), exchange.limit(), exchange.query("cursor"))));
    }

    private void actions(Api api) {
        api.write(
                "pauseSubscription",
                Kind.ACT,
                exchange -> SwitchSubscription.ADDRESS.ask(
                        vertx, new SwitchSubscription(exchange.write(), exchange.path("id"), false)));
        api.write(
                "resumeSubscription",
                Kind.ACT,
                exchange -> SwitchSubscription.ADDRESS.ask(
                        vertx, new SwitchSubscription(exchange.write(), exchange.path("id"), true)));
        api.write(
                "testSubscription",
                Kind.CREATE,
                _ -> "/v1/deliveries/",
                exchange -> TestSubscription.ADDRESS.ask(
                        vertx, new TestSubscription(exchange.write(), exchange.path("id"))));
        api.write(
                "rotateSecret",
                Kind.ACT,
                exchange -> RotateSecret.ADDRESS.ask(
                        vertx,
                        exchange.read(fields -> RotateSecret.read(exchange.write(), exchange.path("id"), fields))));
        api.write(
                "redeliverFrom",
                Kind.ACT,
                exchange -> RedeliverFrom.ADDRESS.ask(
                        vertx,
                        exchange.read(fields -> RedeliverFrom.read(exchange.write(), exchange.path("id"), fields))));
    }

    private void deliveries(Api api) {
        api.read(
                "listDeliveries",
                exchange -> ListDeliveries.ADDRESS.ask(
                        vertx,
                        new ListDeliveries(
                                exchange.tenant(),
                                exchange.query("subscription"),
                                exchange.query("status", Progress::read),
                                exchange.query("subject"),
                                exchange.limit(),
                                exchange.query("cursor"))));
        api.read(
                "getDelivery",
                exchange -> GetDelivery.ADDRESS.ask(vertx, new GetDelivery(exchange.tenant(), exchange.path("id"))));
        api.write(
                "redeliver",
                Kind.ACT,
                exchange -> Redeliver.ADDRESS.ask(vertx, new Redeliver(exchange.write(), exchange.path("id"))));
    }

    private static String name(Exchange exchange) {
        try {
            return Names.check(exchange.path("id"));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("path id", String.valueOf(e.getMessage()));
        }
    }
}
