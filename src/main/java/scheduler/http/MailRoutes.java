package scheduler.http;

import io.vertx.core.Vertx;
import scheduler.http.Replies.Kind;
import scheduler.mail.Senders.DeleteSender;
import scheduler.mail.Senders.GetSender;
import scheduler.mail.Senders.PutSender;

/// Mail over HTTP.
final class MailRoutes {

    private final Vertx vertx;

    MailRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    void bind(Api api) {
        senders(api);
    }

    private void senders(Api api) {
        api.write(
                "putSender",
                Kind.PUT,
                exchange -> PutSender.ADDRESS.ask(
                        vertx, exchange.read(fields -> PutSender.read(exchange.write(), fields))));
        api.write(
                "deleteSender",
                Kind.DELETE,
                exchange -> DeleteSender.ADDRESS.ask(vertx, new DeleteSender(exchange.write())));
        api.read("getSender", exchange -> GetSender.ADDRESS.ask(vertx, new GetSender(exchange.tenant())));
    }
}
