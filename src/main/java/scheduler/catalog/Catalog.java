package scheduler.catalog;

import java.time.ZoneId;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scheduler.message.Address;
import scheduler.message.Fields;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.service.Service;
import scheduler.time.TimeRange;

/// What can be asked of the catalog. Each command and query is a record with its own address on the event bus.
public final class Catalog {

    private Catalog() {}

    /// One page of a list: `limit` items after `cursor`.
    public record PageRequest(int limit, @Nullable String cursor) {}

    /// Creates or replaces a resource.
    public record PutResource(Write write, Resource resource) {
        public static final Address<PutResource> ADDRESS = new Address<>("scheduler.command.resource.put");
    }

    /// Removes a resource, unless bookings lie ahead of it.
    public record DeleteResource(Write write, String id) {
        public static final Address<DeleteResource> ADDRESS = new Address<>("scheduler.command.resource.delete");
    }

    /// Reads one resource.
    public record GetResource(Tenant tenant, String id) {
        public static final Address<GetResource> ADDRESS = new Address<>("scheduler.command.resource.get");
    }

    /// Lists resources by id, all or those of a kind or a pool.
    public record ListResources(
            Tenant tenant, @Nullable String kind, @Nullable String pool, PageRequest page) {
        public static final Address<ListResources> ADDRESS = new Address<>("scheduler.command.resource.list");
    }

    /// Creates or replaces the schedule of a resource. The document is read once the resource's zone is known.
    public record PutSchedule(Write write, String resource, Function<ZoneId, Schedule> schedule) {
        public static final Address<PutSchedule> ADDRESS = new Address<>("scheduler.command.schedule.put");

        public static PutSchedule read(Write write, String resource, Fields fields) {
            return new PutSchedule(write, resource, zone -> Schedule.read(fields, zone));
        }
    }

    /// Reads the schedule of a resource.
    public record GetSchedule(Tenant tenant, String resource) {
        public static final Address<GetSchedule> ADDRESS = new Address<>("scheduler.command.schedule.get");
    }

    /// Takes a time out of a resource's schedule.
    public record AddBlock(Write write, String resource, Block block) {
        public static final Address<AddBlock> ADDRESS = new Address<>("scheduler.command.block.add");
    }

    /// Gives a blocked time back.
    public record DeleteBlock(Write write, String resource, UUID id) {
        public static final Address<DeleteBlock> ADDRESS = new Address<>("scheduler.command.block.delete");
    }

    /// Reads one block.
    public record GetBlock(Tenant tenant, String resource, UUID id) {
        public static final Address<GetBlock> ADDRESS = new Address<>("scheduler.command.block.get");
    }

    /// Lists the blocks of a resource that overlap a range, by start.
    public record ListBlocks(
            Tenant tenant, String resource, @Nullable TimeRange range, PageRequest page) {
        public static final Address<ListBlocks> ADDRESS = new Address<>("scheduler.command.block.list");
    }

    /// Creates a service, or its next version.
    public record PutService(Write write, Service service) {
        public static final Address<PutService> ADDRESS = new Address<>("scheduler.command.service.put");
    }

    /// Withdraws a service; bookings keep the version that they were made with.
    public record DeleteService(Write write, String id) {
        public static final Address<DeleteService> ADDRESS = new Address<>("scheduler.command.service.delete");
    }

    /// Reads a service as it is now.
    public record GetService(Tenant tenant, String id) {
        public static final Address<GetService> ADDRESS = new Address<>("scheduler.command.service.get");
    }

    /// Lists services by id.
    public record ListServices(Tenant tenant, PageRequest page) {
        public static final Address<ListServices> ADDRESS = new Address<>("scheduler.command.service.list");
    }
}
