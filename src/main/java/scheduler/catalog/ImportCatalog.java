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

/// Many changes of the catalog as one: all of them or none. `progress` hears how many are done.
public record ImportCatalog(
        Write write,
        List<PutResource> resources,
        List<PutSchedule> schedules,
        List<AddBlock> blocks,
        List<PutService> services,
        IntConsumer progress) {

    public static final Address<ImportCatalog> ADDRESS =
            new Address<>("scheduler.command.catalog.import", Duration.ofMinutes(10));

    public int size() {
        return resources.size() + schedules.size() + blocks.size() + services.size();
    }
}
