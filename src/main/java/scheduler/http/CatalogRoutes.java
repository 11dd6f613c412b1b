package scheduler.http;

import io.vertx.core.Vertx;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import scheduler.catalog.Block;
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
import scheduler.catalog.Resource;
import scheduler.http.Replies.Kind;
import scheduler.message.Names;
import scheduler.message.Refusal;
import scheduler.platform.Ids;
import scheduler.platform.Times;
import scheduler.service.Service;
import scheduler.time.Instants;
import scheduler.time.TimeRange;

/// Resources, schedules, blocks and services over HTTP.
final class CatalogRoutes {

    private static final Instant FIRST = Instant.parse("1900-01-01T00:00:00Z");
    private static final Instant LAST = Instant.parse("2200-01-01T00:00:00Z");

    private final Vertx vertx;
    private final Ids ids;
    private final Times times;

    CatalogRoutes(Vertx vertx, Ids ids, Times times) {
        this.vertx = vertx;
        this.ids = ids;
        this.times = times;
    }

    void bind(Api api) {
        resources(api);
        schedules(api);
        blocks(api);
        services(api);
    }

    private void resources(Api api) {
        api.write(
                "putResource",
                Kind.PUT,
                exchange -> PutResource.ADDRESS.ask(
                        vertx,
                        new PutResource(
                                exchange.write(), exchange.read(fields -> Resource.read(name(exchange), fields)))));
        api.write(
                "deleteResource",
                Kind.DELETE,
                exchange ->
                        DeleteResource.ADDRESS.ask(vertx, new DeleteResource(exchange.write(), exchange.path("id"))));
        api.read(
                "getResource",
                exchange -> GetResource.ADDRESS.ask(vertx, new GetResource(exchange.tenant(), exchange.path("id"))));
        api.read(
                "listResources",
                exchange -> ListResources.ADDRESS.ask(
                        vertx,
                        new ListResources(
                                exchange.tenant(), exchange.query("kind"), exchange.query("pool"), exchange.page())));
    }

    private void schedules(Api api) {
        api.write(
                "putSchedule",
                Kind.PUT,
                exchange -> PutSchedule.ADDRESS.ask(
                        vertx, PutSchedule.read(exchange.write(), exchange.path("id"), exchange.fields())));
        api.read(
                "getSchedule",
                exchange -> GetSchedule.ADDRESS.ask(vertx, new GetSchedule(exchange.tenant(), exchange.path("id"))));
    }

    private void blocks(Api api) {
        api.write(
                "addBlock",
                Kind.CREATE,
                exchange -> exchange.at() + "/",
                exchange -> AddBlock.ADDRESS.ask(
                        vertx,
                        new AddBlock(
                                exchange.write(),
                                exchange.path("id"),
                                exchange.read(
                                        fields -> Block.read(ids.next(), times.now(exchange.tenant()), fields)))));
        api.write(
                "deleteBlock",
                Kind.DELETE,
                exchange -> DeleteBlock.ADDRESS.ask(
                        vertx,
                        new DeleteBlock(exchange.write(), exchange.path("id"), exchange.uuid("block", "block"))));
        api.read(
                "getBlock",
                exchange -> GetBlock.ADDRESS.ask(
                        vertx, new GetBlock(exchange.tenant(), exchange.path("id"), exchange.uuid("block", "block"))));
        api.read(
                "listBlocks",
                exchange -> ListBlocks.ADDRESS.ask(
                        vertx,
                        new ListBlocks(exchange.tenant(), exchange.path("id"), range(exchange), exchange.page())));
    }

    private void services(Api api) {
        api.write(
                "putService",
                Kind.PUT,
                exchange -> PutService.ADDRESS.ask(
                        vertx,
                        new PutService(
                                exchange.write(), exchange.read(fields -> Service.read(name(exchange), fields)))));
        api.write(
                "deleteService",
                Kind.DELETE,
                exchange -> DeleteService.ADDRESS.ask(vertx, new DeleteService(exchange.write(), exchange.path("id"))));
        api.read(
                "getService",
                exchange -> GetService.ADDRESS.ask(vertx, new GetService(exchange.tenant(), exchange.path("id"))));
        api.read(
                "listServices",
                exchange -> ListServices.ADDRESS.ask(vertx, new ListServices(exchange.tenant(), exchange.page())));
    }

    private static String name(Exchange exchange) {
        try {
            return Names.check(exchange.path("id"));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("path id", String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable TimeRange range(Exchange exchange) {
        if (exchange.query("from") == null && exchange.query("to") == null) {
            return null;
        }
        var from = instant(exchange, "from", FIRST);
        var to = instant(exchange, "to", LAST);
        if (!from.isBefore(to)) {
            throw Refusal.invalid("?to", "It must be after from.");
        }
        return new TimeRange(from, to);
    }

    private static Instant instant(Exchange exchange, String parameter, Instant otherwise) {
        var text = exchange.query(parameter);
        try {
            return text == null ? otherwise : Instants.read(text);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("?" + parameter, String.valueOf(e.getMessage()));
        }
    }
}
