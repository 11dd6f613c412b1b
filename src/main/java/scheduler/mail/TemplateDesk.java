package scheduler.mail;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import scheduler.database.Receipts;
import scheduler.event.EventLog;
import scheduler.event.Follower;
import scheduler.mail.Templates.DeleteTemplate;
import scheduler.mail.Templates.GetTemplate;
import scheduler.mail.Templates.PutTemplate;
import scheduler.mail.Templates.Which;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Tenant;

/// Decides in which words the letters of a tenant are written.
final class TemplateDesk {

    private static final int TEMPLATES_MAX = 200;

    private final Receipts receipts;
    private final TemplateStore store;
    private final EventLog events;
    private final Follower log;

    TemplateDesk(Receipts receipts, TemplateStore store, EventLog events, Follower log) {
        this.receipts = receipts;
        this.store = store;
        this.events = events;
        this.log = log;
    }

    /// Answered once this node knows of it, so that what is written next is written so.
    Future<Outcome> put(PutTemplate put) {
        return receipts.once(put.write(), "storing a letter", tx -> decide(tx, put))
                .compose(outcome -> Known.by(log, outcome));
    }

    private Future<Outcome> decide(SqlConnection tx, PutTemplate put) {
        return store.hold(tx, put.write().tenant(), put.which())
                .compose(found -> found.map(held -> replace(tx, put, held)).orElseGet(() -> create(tx, put)));
    }

    private Future<Outcome> create(SqlConnection tx, PutTemplate put) {
        Known.expect(put.write(), 0);
        var tenant = put.write().tenant();
        var made = Template.created(put.which(), put.wording(), events.times().now(tenant));
        return store.count(tx, tenant).compose(count -> {
            if (count >= TEMPLATES_MAX) {
                throw new Refusal(Problem.of(
                                Code.LIMIT_REACHED,
                                "There may be " + TEMPLATES_MAX + " letters, and there are as many.")
                        .with("state", new JsonObject().put("letters", count)));
            }
            return store.insert(tx, tenant, made)
                    .compose(isNew -> isNew
                            ? tell(tx, tenant, made, made.told())
                                    .map(new Changed(Receipt.created(
                                            made.subject(),
                                            made.version(),
                                            made.toJson().encode())))
                            // Somebody else has made it meanwhile, and may have deleted it since.
                            : decide(tx, put));
        });
    }

    private Future<Outcome> replace(SqlConnection tx, PutTemplate put, Template held) {
        Known.expect(put.write(), held.version());
        if (held.wording().equals(put.wording())) {
            return Future.succeededFuture(changed(held));
        }
        var tenant = put.write().tenant();
        var after = held.with(put.wording(), events.times().now(tenant));
        return store.update(tx, tenant, after)
                .compose(_ -> tell(tx, tenant, after, after.told()))
                .map(_ -> changed(after));
    }

    private static Outcome changed(Template after) {
        return new Changed(
                Receipt.changed(after.subject(), after.version(), after.toJson().encode()));
    }

    private Future<Void> tell(SqlConnection tx, Tenant tenant, Template of, JsonObject data) {
        return events.append(tx, tenant, Template.CHANGED, of.subject(), data);
    }

    Future<Outcome> delete(DeleteTemplate delete) {
        var tenant = delete.write().tenant();
        return receipts.once(
                        delete.write(),
                        "deleting a letter",
                        tx -> store.hold(tx, tenant, delete.which()).compose(found -> {
                            var held = found.orElseThrow(() -> unknown(delete.which()));
                            Known.expect(delete.write(), held.version());
                            return store.delete(tx, tenant, delete.which())
                                    .compose(_ ->
                                            tell(tx, tenant, held, held.told().put("deleted", true)))
                                    .map(_ -> new Changed(Receipt.changed(held.subject(), held.version(), "")));
                        }))
                .compose(outcome -> Known.by(log, outcome));
    }

    Future<Outcome> get(GetTemplate get) {
        return store.find(get.tenant(), get.which()).map(found -> {
            var template = found.orElseThrow(() -> unknown(get.which()));
            return new Found(template.toJson().encode(), template.version());
        });
    }

    private static Refusal unknown(Which which) {
        return new Refusal(
                Problem.notFound("letter of your own for", which.kind().text() + " in " + which.tag()));
    }
}
