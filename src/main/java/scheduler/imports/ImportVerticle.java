package scheduler.imports;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import scheduler.catalog.ImportedBlocks;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.egress.Egress;
import scheduler.egress.Gatekeeper;
import scheduler.event.EventLog;
import scheduler.event.Follower;
import scheduler.imports.Imports.DeleteImport;
import scheduler.imports.Imports.GetImport;
import scheduler.imports.Imports.ListImports;
import scheduler.imports.Imports.PutImport;
import scheduler.message.Tenant;

/// Serves subscriptions to calendars, and reads those that are due, on any number of nodes at once.
public final class ImportVerticle extends VerticleBase {

    private static final long LOOK_MILLIS = 1_000;

    private final Database database;
    private final EventLog events;
    private final Follower log;
    private final Gatekeeper gatekeeper;
    private final List<Tenant> tenants;

    public ImportVerticle(
            Database database, EventLog events, Follower log, Gatekeeper gatekeeper, List<Tenant> tenants) {
        this.database = database;
        this.events = events;
        this.log = log;
        this.gatekeeper = gatekeeper;
        this.tenants = List.copyOf(tenants);
    }

    @Override
    public Future<?> start() {
        var blocks = new ImportedBlocks(database, events);
        var store = new ImportStore(database);
        var desk = new ImportDesk(new Receipts(database), log, store, blocks, gatekeeper, events.times());
        var reader = new CalendarReader(vertx, new Egress(vertx, gatekeeper, Refreshing.AT_ONCE), events.times());
        var refreshing = new Refreshing(new FetchStore(database, blocks), reader, tenants);
        vertx.setPeriodic(LOOK_MILLIS, _ -> refreshing.look());
        return Future.all(
                PutImport.ADDRESS.serve(vertx, desk::put),
                DeleteImport.ADDRESS.serve(vertx, desk::delete),
                GetImport.ADDRESS.serve(vertx, store::get),
                ListImports.ADDRESS.serve(vertx, store::list));
    }
}
