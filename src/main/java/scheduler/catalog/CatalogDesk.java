package scheduler.catalog;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.Supplier;
import scheduler.catalog.Catalog.AddBlock;
import scheduler.catalog.Catalog.DeleteBlock;
import scheduler.catalog.Catalog.DeleteResource;
import scheduler.catalog.Catalog.DeleteService;
import scheduler.catalog.Catalog.PutResource;
import scheduler.catalog.Catalog.PutSchedule;
import scheduler.catalog.Catalog.PutService;
import scheduler.database.Receipts;
import scheduler.event.Follower;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Receipt;
import scheduler.message.Write;

/// Decides the writes of the catalog: each is one transaction with its event and its receipt. It is answered once this
/// node knows of it, so that whoever asks for slots next gets those of the new rules.
final class CatalogDesk {

    private final Receipts receipts;
    private final Follower log;
    private final ResourceStore resources;
    private final ScheduleStore schedules;
    private final BlockStore blocks;
    private final ServiceStore services;

    CatalogDesk(
            Receipts receipts,
            Follower log,
            ResourceStore resources,
            ScheduleStore schedules,
            BlockStore blocks,
            ServiceStore services) {
        this.receipts = receipts;
        this.log = log;
        this.resources = resources;
        this.schedules = schedules;
        this.blocks = blocks;
        this.services = services;
    }

    Future<Outcome> putResource(PutResource put) {
        return once(put.write(), "storing a resource", tx -> resources.put(tx, put));
    }

    Future<Outcome> deleteResource(DeleteResource delete) {
        return once(delete.write(), "deleting a resource", tx -> resources.delete(tx, delete));
    }

    Future<Outcome> putSchedule(PutSchedule put) {
        return once(put.write(), "storing a schedule", tx -> schedules.put(tx, put));
    }

    Future<Outcome> addBlock(AddBlock add) {
        return once(add.write(), "blocking a time", tx -> blocks.add(tx, add));
    }

    Future<Outcome> deleteBlock(DeleteBlock delete) {
        return once(delete.write(), "unblocking a time", tx -> blocks.delete(tx, delete));
    }

    Future<Outcome> putService(PutService put) {
        return once(put.write(), "storing a service", tx -> services.put(tx, put));
    }

    Future<Outcome> deleteService(DeleteService delete) {
        return once(delete.write(), "withdrawing a service", tx -> services.delete(tx, delete));
    }

    /// All of it in one transaction, in the order given: nothing is half imported.
    Future<Outcome> importAll(ImportCatalog all) {
        return once(all.write(), "importing", tx -> {
            var steps = new ArrayList<Supplier<Future<Receipt>>>();
            all.resources().forEach(put -> steps.add(() -> resources.put(tx, put)));
            all.schedules().forEach(put -> steps.add(() -> schedules.put(tx, put)));
            all.blocks().forEach(add -> steps.add(() -> blocks.add(tx, add)));
            all.services().forEach(put -> steps.add(() -> services.put(tx, put)));
            return inOrder(steps, 0, all.progress()).map(Receipt.changed("import", 0, ""));
        });
    }

    private static Future<Void> inOrder(List<Supplier<Future<Receipt>>> steps, int done, IntConsumer progress) {
        progress.accept(done);
        return done == steps.size()
                ? Future.succeededFuture()
                : steps.get(done).get().compose(_ -> inOrder(steps, done + 1, progress));
    }

    private Future<Outcome> once(Write write, String what, Function<SqlConnection, Future<Receipt>> work) {
        return receipts.once(write, what, tx -> work.apply(tx).map(Changed::new))
                .compose(this::known);
    }

    /// What is written stands, also when the log cannot be looked at just now.
    private Future<Outcome> known(Outcome outcome) {
        return log.caughtUp().map(outcome).otherwise(outcome);
    }
}
