package scheduler.imports;

import scheduler.message.Address;
import scheduler.message.Fields;
import scheduler.message.Tenant;
import scheduler.message.Write;

/// What can be asked about the calendars that a resource subscribes to.
public final class Imports {

    private Imports() {}

    /// Subscribes a resource to a calendar, or to another one under the same name.
    public record PutImport(Write write, String resource, String name, Wanted wanted) {
        public static final Address<PutImport> ADDRESS = new Address<>("scheduler.command.import.put");

        public static PutImport read(Write write, String resource, String name, Fields fields) {
            return new PutImport(write, resource, name, Wanted.read(fields));
        }
    }

    /// Ends a subscription; its blocks go with it.
    public record DeleteImport(Write write, String resource, String name) {
        public static final Address<DeleteImport> ADDRESS = new Address<>("scheduler.command.import.delete");
    }

    /// Reads how a subscription stands.
    public record GetImport(Tenant tenant, String resource, String name) {
        public static final Address<GetImport> ADDRESS = new Address<>("scheduler.command.import.get");
    }

    /// Lists the subscriptions of a resource by name.
    public record ListImports(Tenant tenant, String resource) {
        public static final Address<ListImports> ADDRESS = new Address<>("scheduler.command.import.list");
    }
}
