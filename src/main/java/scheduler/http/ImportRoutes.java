package scheduler.http;

import io.vertx.core.Vertx;
import scheduler.http.Replies.Kind;
import scheduler.imports.Imports.DeleteImport;
import scheduler.imports.Imports.GetImport;
import scheduler.imports.Imports.ListImports;
import scheduler.imports.Imports.PutImport;
import scheduler.message.Names;
import scheduler.message.Refusal;

/// Calendars that resources subscribe to, over HTTP.
final class ImportRoutes {

    private final Vertx vertx;

    ImportRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    void bind(Api api) {
        api.write(
                "putImport",
                Kind.PUT,
                exchange -> PutImport.ADDRESS.ask(
                        vertx,
                        exchange.read(fields ->
                                PutImport.read(exchange.write(), exchange.path("id"), name(exchange), fields))));
        api.write(
                "deleteImport",
                Kind.DELETE,
                exchange -> DeleteImport.ADDRESS.ask(
                        vertx, new DeleteImport(exchange.write(), exchange.path("id"), exchange.path("name"))));
        api.read(
                "getImport",
                exchange -> GetImport.ADDRESS.ask(
                        vertx, new GetImport(exchange.tenant(), exchange.path("id"), exchange.path("name"))));
        api.read(
                "listImports",
                exchange -> ListImports.ADDRESS.ask(vertx, new ListImports(exchange.tenant(), exchange.path("id"))));
    }

    private static String name(Exchange exchange) {
        try {
            return Names.check(exchange.path("name"));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("path name", String.valueOf(e.getMessage()));
        }
    }
}
