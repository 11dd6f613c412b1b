package scheduler.catalog;

import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
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
import scheduler.platform.Rounds;

/// Decides the writes of the catalog: each is one transaction with its event and its receipt. It is answered once this
/// node knows of it, so that whoever asks for slots next gets those of the new rules.
final class CatalogDesk {

    /// On one machine 20,000 resources take 4 s, one by one 8 s; over a network it is the round trips that count.
    private static final int WAVE = 64;

    private final Receipts receipts;
    private final Follower log;
    private final ResourceStore resources;
    private final ScheduleStore schedules;
    private final BlockStore blocks;
    private final ServiceStore services;
    private final SeedStore seeds = new SeedStore();

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

    /// All of it in one transaction: nothing is half imported.
    Future<Outcome> importAll(ImportCatalog all) {
        return once(
                all.write(),
                "importing",
                tx -> isWanted(tx, all)
                        .compose(isWanted -> isWanted ? storeAll(tx, all) : Future.succeededFuture())
                        .map(Receipt.changed("import", 0, "")));
    }

    private Future<Boolean> isWanted(SqlConnection tx, ImportCatalog all) {
        return all.onlyFirst() ? seeds.claim(tx, all.write().tenant()) : Future.succeededFuture(true);
    }

    private Future<Void> storeAll(SqlConnection tx, ImportCatalog all) {
        var done = new AtomicInteger();
        all.progress().accept(0);
        return each(all.resources(), put -> resources.put(tx, put), all, done)
                .compose(_ -> each(all.schedules(), put -> schedules.put(tx, put), all, done))
                .compose(_ -> each(all.blocks(), add -> blocks.add(tx, add), all, done))
                .compose(_ -> each(all.services(), put -> services.put(tx, put), all, done));
    }

    /// The statements of several items travel together; PostgreSQL runs them one after the other all the same.
    private static <T> Future<Void> each(
            List<T> items, Function<T, Future<Receipt>> work, ImportCatalog all, AtomicInteger done) {
        return Rounds.inWaves(
                items,
                WAVE,
                item -> work.apply(item).onSuccess(_ -> all.progress().accept(done.incrementAndGet())));
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
