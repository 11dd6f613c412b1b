package scheduler.webhook;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.function.BiFunction;
import scheduler.database.Receipts;
import scheduler.egress.Gatekeeper;
import scheduler.event.LogFloor;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.platform.Ids;
import scheduler.platform.Times;
import scheduler.webhook.Subscription.State;
import scheduler.webhook.Subscription.Status;
import scheduler.webhook.Webhooks.DeleteSubscription;
import scheduler.webhook.Webhooks.GetSubscription;
import scheduler.webhook.Webhooks.ListSubscriptions;
import scheduler.webhook.Webhooks.PutSubscription;
import scheduler.webhook.Webhooks.RedeliverFrom;
import scheduler.webhook.Webhooks.RotateSecret;
import scheduler.webhook.Webhooks.SwitchSubscription;
import scheduler.webhook.Webhooks.TestSubscription;

/// Decides the writes of subscriptions, each on the subscription as it is held.
final class SubscriptionDesk {

    static final String TEST_TYPE = "webhook.test";

    private static final int SUBSCRIPTIONS_MAX = 200;

    private final Receipts receipts;
    private final SubscriptionStore store;
    private final Gatekeeper gatekeeper;
    private final Ids ids;
    private final Times times;

    SubscriptionDesk(Receipts receipts, SubscriptionStore store, Gatekeeper gatekeeper, Ids ids, Times times) {
        this.receipts = receipts;
        this.store = store;
        this.gatekeeper = gatekeeper;
        this.ids = ids;
        this.times = times;
    }

    Future<Outcome> put(PutSubscription put) {
        gatekeeper.objection(put.wanted().target()).ifPresent(said -> {
            throw Refusal.invalid("/url", said);
        });
        return receipts.once(put.write(), "storing a subscription", tx -> put(tx, put));
    }

    private Future<Outcome> put(SqlConnection tx, PutSubscription put) {
        return store.hold(tx, put.write().tenant(), put.id())
                .compose(found -> found.map(held -> replace(tx, put, held)).orElseGet(() -> create(tx, put)));
    }

    private Future<Outcome> create(SqlConnection tx, PutSubscription put) {
        var tenant = put.write().tenant();
        expect(put.write(), 0);
        var given = put.wanted().secret();
        var secret = given == null ? Secret.generate() : given;
        var made = Subscription.created(put.id(), put.wanted(), secret, times.now());
        return store.count(tx, tenant).compose(count -> {
            if (count >= SUBSCRIPTIONS_MAX) {
                throw new Refusal(Problem.of(
                                Code.LIMIT_REACHED,
                                "There may be " + SUBSCRIPTIONS_MAX + " subscriptions, and there are as many.")
                        .with("state", new JsonObject().put("subscriptions", count)));
            }
            return store.insert(tx, tenant, made)
                    .compose(isNew -> isNew
                            ? Future.succeededFuture(new Changed(Receipt.created(
                                    made.id(),
                                    made.version(),
                                    shown(made, secret).encode())))
                            // Somebody else has made it meanwhile.
                            : put(tx, put));
        });
    }

    private Future<Outcome> replace(SqlConnection tx, PutSubscription put, Subscription held) {
        expect(put.write(), held.version());
        if (held.is(put.wanted())) {
            return Future.succeededFuture(changed(held));
        }
        var after = held.with(put.wanted(), times.now());
        var newest = after.secrets().newest();
        var body = newest.equals(held.secrets().newest()) ? after.toJson(times.now()) : shown(after, newest);
        return store.update(tx, put.write().tenant(), after)
                .map(new Changed(Receipt.changed(after.id(), after.version(), body.encode())));
    }

    Future<Outcome> delete(DeleteSubscription delete) {
        var tenant = delete.write().tenant();
        return held(
                delete.write(),
                delete.id(),
                "deleting a subscription",
                (tx, held) -> store.delete(tx, tenant, held, times.now())
                        .map(new Changed(Receipt.changed(held.id(), held.version(), ""))));
    }

    Future<Outcome> turn(SwitchSubscription turn) {
        var next = turn.on() ? State.ACTIVE : State.PAUSED;
        return held(turn.write(), turn.id(), "pausing or resuming a subscription", (tx, held) -> {
            if (held.state().equals(next)) {
                return Future.succeededFuture(changed(held));
            }
            if (!turn.on() && held.status() == Status.DISABLED) {
                throw wrong(held, "It is disabled, so there is nothing to pause; resume it, or change its url.");
            }
            var after = held.in(next, times.now());
            return store.update(tx, turn.write().tenant(), after).map(_ -> changed(after));
        });
    }

    Future<Outcome> rotate(RotateSecret rotate) {
        return held(rotate.write(), rotate.id(), "rotating a secret", (tx, held) -> {
            var given = rotate.secret();
            var secret = given == null ? Secret.generate() : given;
            var after = held.rotated(secret, times.now());
            return store.update(tx, rotate.write().tenant(), after)
                    .map(new Changed(Receipt.changed(
                            after.id(), after.version(), shown(after, secret).encode())));
        });
    }

    Future<Outcome> test(TestSubscription test) {
        var tenant = test.write().tenant();
        return held(test.write(), test.id(), "testing a subscription", (tx, held) -> {
            if (held.status() != Status.ACTIVE) {
                throw wrong(held, "Only an active subscription is sent anything; resume it first.");
            }
            var id = new MessageId(ids.next(), held.no());
            var body = new JsonObject()
                    .put("id", id.text())
                    .put("subscription", held.id())
                    .put("type", TEST_TYPE);
            return store.test(tx, tenant, id, TEST_TYPE, tested(tenant, held, id))
                    .map(new Changed(Receipt.created(id.text(), 0, body.encode())));
        });
    }

    private String tested(Tenant tenant, Subscription held, MessageId id) {
        return new JsonObject()
                .put("specversion", "1.0")
                .put("id", id.event().toString())
                .put("source", "/tenants/" + tenant.id())
                .put("type", TEST_TYPE)
                .put("subject", held.id())
                .put("time", times.now(tenant).toString())
                .put("datacontenttype", "application/json")
                .put("data", new JsonObject().put("subscription", held.id()))
                .encode();
    }

    Future<Outcome> redeliver(RedeliverFrom from) {
        var tenant = from.write().tenant();
        return held(
                from.write(),
                from.id(),
                "redelivering from a place of the log",
                (tx, held) -> LogFloor.hold(tx, tenant, from.after(), "/after")
                        .compose(_ -> store.replay(tx, tenant, held, from.after()))
                        .map(replay -> changed(replay.map(held::replaying).orElse(held))));
    }

    Future<Outcome> get(GetSubscription get) {
        return store.find(get.tenant(), get.id()).map(found -> {
            var held = found.orElseThrow(() -> unknown(get.id()));
            // How far it has come with what is sent again changes without a version.
            return new Found(held.toJson(times.now()).encode(), held.replay() == null ? held.version() : 0);
        });
    }

    Future<Outcome> list(ListSubscriptions list) {
        return store.list(list, times.now());
    }

    private Future<Outcome> held(
            Write write, String id, String what, BiFunction<SqlConnection, Subscription, Future<Outcome>> work) {
        return receipts.once(
                write,
                what,
                tx -> store.hold(tx, write.tenant(), id).compose(found -> {
                    var held = found.orElseThrow(() -> unknown(id));
                    expect(write, held.version());
                    return work.apply(tx, held);
                }));
    }

    private Outcome changed(Subscription after) {
        return new Changed(Receipt.changed(
                after.id(), after.version(), after.toJson(times.now()).encode()));
    }

    private JsonObject shown(Subscription after, Secret secret) {
        return after.toJson(times.now()).put("secret", secret.text());
    }

    private static void expect(Write write, long version) {
        if (!write.expected().accepts(version)) {
            throw new Refusal(write.expected().mismatch(version));
        }
    }

    private static Refusal wrong(Subscription held, String said) {
        var state = new JsonObject().put("status", held.status().text()).put("version", held.version());
        return new Refusal(Problem.of(Code.WRONG_STATUS, said).with("state", state));
    }

    private static Refusal unknown(String id) {
        return new Refusal(Problem.notFound("subscription", id));
    }
}
