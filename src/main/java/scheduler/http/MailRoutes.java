package scheduler.http;

import io.vertx.core.Vertx;
import java.util.function.Function;
import scheduler.http.Replies.Kind;
import scheduler.letter.LetterKind;
import scheduler.mail.Outbox.ListOutbox;
import scheduler.mail.Senders.DeleteSender;
import scheduler.mail.Senders.GetSender;
import scheduler.mail.Senders.PutSender;
import scheduler.mail.Templates;
import scheduler.mail.Templates.DeleteTemplate;
import scheduler.mail.Templates.GetTemplate;
import scheduler.mail.Templates.ListTemplates;
import scheduler.mail.Templates.PutTemplate;
import scheduler.mail.Templates.Which;
import scheduler.message.Refusal;
import scheduler.reminder.Previews.PreviewLetter;
import scheduler.reminder.Previews.TestLetter;

/// Mail over HTTP.
final class MailRoutes {

    private final Vertx vertx;

    MailRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    void bind(Api api) {
        senders(api);
        templates(api);
        previews(api);
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

    private void templates(Api api) {
        api.write(
                "putLetter",
                Kind.PUT,
                exchange -> PutTemplate.ADDRESS.ask(
                        vertx, exchange.read(fields -> PutTemplate.read(exchange.write(), which(exchange), fields))));
        api.write(
                "deleteLetter",
                Kind.DELETE,
                exchange -> DeleteTemplate.ADDRESS.ask(vertx, new DeleteTemplate(exchange.write(), which(exchange))));
        api.read(
                "getLetter",
                exchange -> GetTemplate.ADDRESS.ask(vertx, new GetTemplate(exchange.tenant(), which(exchange))));
        api.read(
                "listLetters",
                exchange -> ListTemplates.ADDRESS.ask(
                        vertx, new ListTemplates(exchange.tenant(), exchange.limit(), exchange.query("cursor"))));
    }

    private void previews(Api api) {
        api.read(
                "previewLetter",
                exchange -> PreviewLetter.ADDRESS.ask(
                        vertx, exchange.read(fields -> PreviewLetter.read(exchange.tenant(), kind(exchange), fields))));
        api.write(
                "testLetter",
                Kind.ACT,
                exchange -> TestLetter.ADDRESS.ask(
                        vertx, exchange.read(fields -> TestLetter.read(exchange.write(), kind(exchange), fields))));
        api.read(
                "listOutbox",
                exchange -> ListOutbox.ADDRESS.ask(
                        vertx, new ListOutbox(exchange.tenant(), exchange.limit(), wantsPage(exchange))));
    }

    private static boolean wantsPage(Exchange exchange) {
        return String.valueOf(exchange.header("Accept")).contains("text/html");
    }

    private static LetterKind kind(Exchange exchange) {
        return part(exchange, "kind", LetterKind::read);
    }

    private static Which which(Exchange exchange) {
        return new Which(kind(exchange), part(exchange, "locale", Templates::locale));
    }

    private static <T> T part(Exchange exchange, String name, Function<String, T> reader) {
        try {
            return reader.apply(exchange.path(name));
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("path " + name, String.valueOf(e.getMessage()));
        }
    }
}
