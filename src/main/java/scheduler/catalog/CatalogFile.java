package scheduler.catalog;

import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import java.util.function.IntConsumer;
import scheduler.catalog.Catalog.AddBlock;
import scheduler.catalog.Catalog.PutResource;
import scheduler.catalog.Catalog.PutSchedule;
import scheduler.catalog.Catalog.PutService;
import scheduler.message.Fields;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.platform.Times;
import scheduler.service.Service;

/// A catalog written down in YAML: `resources` by id (each the body of its PUT, beside it `schedule` and `blocks`) and
/// `services` by id. It is read whole and checked before anything is stored; a refusal names file, line and field.
public final class CatalogFile {

    private final YamlTree tree;
    private final Instant now;

    private CatalogFile(YamlTree tree, Instant now) {
        this.tree = tree;
        this.now = now;
    }

    /// Reads the file into one command for `tenant`; `progress` hears how many items are done.
    public static ImportCatalog read(String name, String yaml, Tenant tenant, Times times, IntConsumer progress) {
        return new CatalogFile(YamlTree.read(name, yaml), times.now(tenant)).command(Write.plain(tenant), progress);
    }

    private ImportCatalog command(Write write, IntConsumer progress) {
        var found = new ImportCatalog(
                write, new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), new ArrayList<>(), progress, false);
        try {
            var top = Fields.of(tree.json());
            var resources = top.object("resources");
            var services = top.object("services");
            top.end();
            resources.fieldNames().stream()
                    .sorted()
                    .forEach(id -> addResource(found, id, entry(resources, "/resources", id)));
            services.fieldNames().stream()
                    .sorted()
                    .forEach(id -> addService(found, id, entry(services, "/services", id)));
        } catch (Refusal refusal) {
            throw tree.located(refusal);
        }
        return found;
    }

    private static JsonObject entry(JsonObject all, String at, String id) {
        if (all.getValue(id) instanceof JsonObject object) {
            return object;
        }
        throw Refusal.malformed(at + YamlPlace.part(id), "It must be an object.");
    }

    private void addResource(ImportCatalog found, String id, JsonObject json) {
        var at = "/resources" + YamlPlace.part(id);
        var own = json.copy();
        own.remove("schedule");
        own.remove("blocks");
        var resource = Fields.readWhole(own, at, fields -> Resource.read(id, fields));
        found.resources().add(new PutResource(found.write(), resource));
        if (json.getValue("schedule") instanceof JsonObject schedule) {
            var read =
                    Fields.readWhole(schedule, at + "/schedule", fields -> Schedule.read(fields, resource.timeZone()));
            found.schedules().add(new PutSchedule(found.write(), id, _ -> read));
        } else if (json.getValue("schedule") != null) {
            throw Refusal.malformed(at + "/schedule", "It must be an object.");
        }
        Fields.of(json, at)
                .objects("blocks", 1000, fields -> block(id, fields))
                .forEach(block -> found.blocks().add(new AddBlock(found.write(), id, block)));
    }

    /// Named by what is in it, so that importing a file twice blocks nothing twice.
    private Block block(String resource, Fields fields) {
        var read = Block.read(new UUID(0, 0), now, fields);
        var content = resource + " " + read.during() + " " + read.reason();
        var id = UUID.nameUUIDFromBytes(content.getBytes(StandardCharsets.UTF_8));
        return new Block(id, read.during(), read.reason(), null, read.createdAt());
    }

    private void addService(ImportCatalog found, String id, JsonObject json) {
        var service = Fields.readWhole(json, "/services" + YamlPlace.part(id), fields -> Service.read(id, fields));
        found.services().add(new PutService(found.write(), service));
    }
}
