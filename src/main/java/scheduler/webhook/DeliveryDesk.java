package scheduler.webhook;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import scheduler.database.Receipts;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.webhook.Webhooks.GetDelivery;
import scheduler.webhook.Webhooks.ListDeliveries;
import scheduler.webhook.Webhooks.Redeliver;

/// Shows deliveries, and has them sent again.
final class DeliveryDesk {

    private final Receipts receipts;
    private final DeliveryStore store;

    DeliveryDesk(Receipts receipts, DeliveryStore store) {
        this.receipts = receipts;
        this.store = store;
    }

    Future<Outcome> get(GetDelivery get) {
        return store.find(get.tenant(), id(get.id()))
                .map(found ->
                        new Found(found.orElseThrow(() -> unknown(get.id())).encode(), 0));
    }

    Future<Outcome> list(ListDeliveries list) {
        return store.list(list);
    }

    Future<Outcome> redeliver(Redeliver again) {
        var tenant = again.write().tenant();
        var id = id(again.id());
        return receipts.once(
                again.write(),
                "redelivering",
                tx -> store.redeliver(tx, tenant, id)
                        .compose(_ -> store.find(tx, tenant, id))
                        .map(found -> changed(again.id(), found.orElseThrow(() -> unknown(again.id())))));
    }

    private static Outcome changed(String id, JsonObject json) {
        return new Changed(Receipt.changed(id, 0, json.encode()));
    }

    private static MessageId id(String text) {
        return MessageId.read(text).orElseThrow(() -> unknown(text));
    }

    private static Refusal unknown(String id) {
        return new Refusal(Problem.notFound("delivery", id));
    }
}
