package scheduler.catalog;

import java.time.Duration;
import java.util.List;
import java.util.function.IntConsumer;
import scheduler.catalog.Catalog.AddBlock;
import scheduler.catalog.Catalog.PutResource;
import scheduler.catalog.Catalog.PutSchedule;
import scheduler.catalog.Catalog.PutService;
import scheduler.message.Address;
import scheduler.message.Write;

/// Many changes of the catalog as one: all of them or none. `progress` hears how many are done. With `onlyFirst` they
/// are done only for a tenant that has no catalog yet and never got one this way.
public record ImportCatalog(
        Write write,
        List<PutResource> resources,
        List<PutSchedule> schedules,
        List<AddBlock> blocks,
        List<PutService> services,
        IntConsumer progress,
        boolean onlyFirst) {

    public static final Address<ImportCatalog> ADDRESS =
            new Address<>("scheduler.command.catalog.import", Duration.ofMinutes(10));

    /// The same, for a first start.
    public ImportCatalog asFirst() {
        return new ImportCatalog(write, resources, schedules, blocks, services, progress, true);
    }

    public int size() {
        return resources.size() + schedules.size() + blocks.size() + services.size();
    }
}
