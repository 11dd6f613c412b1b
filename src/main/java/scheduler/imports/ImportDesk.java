package scheduler.imports;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Instant;
import java.util.List;
import scheduler.catalog.ImportedBlocks;
import scheduler.catalog.ImportedBlocks.Place;
import scheduler.database.Receipts;
import scheduler.egress.Gatekeeper;
import scheduler.event.Follower;
import scheduler.imports.Imports.DeleteImport;
import scheduler.imports.Imports.PutImport;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Write;
import scheduler.platform.Times;

/// Decides the writes of subscriptions, each on the subscription as it is held.
final class ImportDesk {

    private static final int OF_RESOURCE_MAX = 20;
    private static final int OF_TENANT_MAX = 5_000;

    private final Receipts receipts;
    private final Follower log;
    private final ImportStore store;
    private final ImportedBlocks blocks;
    private final Gatekeeper gatekeeper;
    private final Times times;

    ImportDesk(
            Receipts receipts,
            Follower log,
            ImportStore store,
            ImportedBlocks blocks,
            Gatekeeper gatekeeper,
            Times times) {
        this.receipts = receipts;
        this.log = log;
        this.store = store;
        this.blocks = blocks;
        this.gatekeeper = gatekeeper;
        this.times = times;
    }

    Future<Outcome> put(PutImport put) {
        gatekeeper.objection(put.wanted().target()).ifPresent(said -> {
            throw Refusal.invalid("/url", said);
        });
        var tenant = put.write().tenant();
        return receipts.once(
                put.write(),
                "storing an import",
                tx -> blocks.hold(tx, tenant, put.resource())
                        .compose(place -> store.hold(tx, tenant, place, put.name())
                                .compose(found -> found.map(held -> replace(tx, put, place, held))
                                        .orElseGet(() -> create(tx, put, place)))));
    }

    private Future<Outcome> create(SqlConnection tx, PutImport put, Place place) {
        expect(put.write(), 0);
        var tenant = put.write().tenant();
        var made = Standing.created(
                put.resource(), put.name(), put.wanted(), times.now(put.write().tenant()));
        return store.count(tx, tenant, place)
                .compose(count -> {
                    refuseBeyond(OF_RESOURCE_MAX, count.here(), "imports of a resource");
                    refuseBeyond(OF_TENANT_MAX, count.inAll(), "imports");
                    return store.insert(tx, tenant, place, made);
                })
                .map(_ -> new Changed(Receipt.created(
                        made.name(), made.version(), made.toJson().encode())));
    }

    private static void refuseBeyond(int most, long count, String what) {
        if (count >= most) {
            throw new Refusal(
                    Problem.of(Code.LIMIT_REACHED, "There may be " + most + " " + what + ", and there are as many.")
                            .with("state", new JsonObject().put("imports", count)));
        }
    }

    private Future<Outcome> replace(SqlConnection tx, PutImport put, Place place, Standing held) {
        expect(put.write(), held.version());
        if (held.wanted().equals(put.wanted())) {
            return Future.succeededFuture(changed(held));
        }
        var after = held.with(put.wanted(), times.now(put.write().tenant()));
        return store.update(tx, put.write().tenant(), place, after).map(_ -> changed(after));
    }

    private static Outcome changed(Standing after) {
        return new Changed(
                Receipt.changed(after.name(), after.version(), after.toJson().encode()));
    }

    /// Answered once this node knows of it, so that whoever asks for slots next gets what was blocked.
    Future<Outcome> delete(DeleteImport delete) {
        var tenant = delete.write().tenant();
        return receipts.once(
                        delete.write(),
                        "deleting an import",
                        tx -> blocks.hold(tx, tenant, delete.resource())
                                .compose(place -> store.hold(tx, tenant, place, delete.name())
                                        .compose(found -> {
                                            var held = found.orElseThrow(() -> new Refusal(
                                                    Problem.notFound("import of " + delete.resource(), delete.name())));
                                            return delete(tx, delete, place, held);
                                        })))
                .compose(outcome -> log.caughtUp().map(outcome).otherwise(outcome));
    }

    private Future<Outcome> delete(SqlConnection tx, DeleteImport delete, Place place, Standing held) {
        expect(delete.write(), held.version());
        var tenant = delete.write().tenant();
        return blocks.replace(tx, tenant, place, held.name(), List.of(), Instant.MIN)
                .compose(_ -> store.delete(tx, tenant, place, held.name()))
                .map(_ -> new Changed(Receipt.changed(held.name(), held.version(), "")));
    }

    private static void expect(Write write, long version) {
        if (!write.expected().accepts(version)) {
            throw new Refusal(write.expected().mismatch(version));
        }
    }
}
