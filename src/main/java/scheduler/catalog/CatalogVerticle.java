package scheduler.catalog;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import java.util.List;
import scheduler.catalog.Catalog.AddBlock;
import scheduler.catalog.Catalog.DeleteBlock;
import scheduler.catalog.Catalog.DeleteResource;
import scheduler.catalog.Catalog.DeleteService;
import scheduler.catalog.Catalog.GetBlock;
import scheduler.catalog.Catalog.GetResource;
import scheduler.catalog.Catalog.GetSchedule;
import scheduler.catalog.Catalog.GetService;
import scheduler.catalog.Catalog.ListBlocks;
import scheduler.catalog.Catalog.ListResources;
import scheduler.catalog.Catalog.ListServices;
import scheduler.catalog.Catalog.PutResource;
import scheduler.catalog.Catalog.PutSchedule;
import scheduler.catalog.Catalog.PutService;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.event.EventLog;
import scheduler.event.Follower;
import scheduler.platform.Times;

/// Serves the catalog's commands and queries.
public final class CatalogVerticle extends VerticleBase {

    private final CatalogDesk desk;
    private final ResourceStore resources;
    private final ScheduleStore schedules;
    private final BlockStore blocks;
    private final ServiceStore services;

    public CatalogVerticle(Database database, EventLog events, Follower log, Times times) {
        this.resources = new ResourceStore(database, events, times);
        this.schedules = new ScheduleStore(database, resources, events, times);
        this.blocks = new BlockStore(database, resources, events, times);
        this.services = new ServiceStore(database, events, times);
        this.desk = new CatalogDesk(new Receipts(database), log, resources, schedules, blocks, services);
    }

    @Override
    public Future<?> start() {
        return Future.all(List.of(
                PutResource.ADDRESS.serve(vertx, desk::putResource),
                DeleteResource.ADDRESS.serve(vertx, desk::deleteResource),
                PutSchedule.ADDRESS.serve(vertx, desk::putSchedule),
                AddBlock.ADDRESS.serve(vertx, desk::addBlock),
                DeleteBlock.ADDRESS.serve(vertx, desk::deleteBlock),
                PutService.ADDRESS.serve(vertx, desk::putService),
                DeleteService.ADDRESS.serve(vertx, desk::deleteService),
                ImportCatalog.ADDRESS.serve(vertx, desk::importAll),
                GetResource.ADDRESS.serve(vertx, resources::get),
                ListResources.ADDRESS.serve(vertx, resources::list),
                GetSchedule.ADDRESS.serve(vertx, schedules::get),
                GetBlock.ADDRESS.serve(vertx, blocks::get),
                ListBlocks.ADDRESS.serve(vertx, blocks::list),
                GetService.ADDRESS.serve(vertx, services::get),
                ListServices.ADDRESS.serve(vertx, services::list)));
    }
}
