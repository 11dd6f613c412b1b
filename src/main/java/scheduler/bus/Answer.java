package scheduler.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.eventbus.Message;
import io.vertx.core.json.JsonObject;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Found;
import scheduler.message.Outcome.Live;
import scheduler.message.Outcome.Refused;
import scheduler.message.Outcome.Streamed;
import scheduler.message.Outcome.Written;
import scheduler.message.Pieces;
import scheduler.message.Problem;

/// What a message is answered: the JSON that HTTP would answer, or why not.
sealed interface Answer {

    /// A long answer is worked out a few milliseconds at a time, and others on the event loop in between.
    long PAUSE_MILLIS = 1;

    void send(Message<?> message);

    /// The same body as over HTTP; nothing is an empty object.
    record Told(String body, long version, boolean isReplayed) implements Answer {

        @Override
        public void send(Message<?> message) {
            var options = new DeliveryOptions();
            if (version > 0) {
                options.addHeader("etag", "\"" + version + "\"");
            }
            if (isReplayed) {
                options.addHeader("idempotency-replayed", "true");
            }
            message.reply(body.isEmpty() ? new JsonObject() : new JsonObject(body), options);
        }
    }

    /// A refusal: its HTTP status and its problem document.
    record Failed(Problem problem) implements Answer {

        @Override
        public void send(Message<?> message) {
            message.fail(problem.code().status(), problem.toText());
        }
    }

    static Future<Answer> of(Vertx vertx, Outcome outcome) {
        return switch (outcome) {
            case Changed(var receipt) ->
                Future.succeededFuture(new Told(receipt.body(), receipt.version(), receipt.replayed()));
            case Found found -> Future.succeededFuture(new Told(found.body(), found.version(), false));
            // What is no JSON is in it.
            case Written written ->
                Future.succeededFuture(new Told(
                        new JsonObject()
                                .put("mediaType", written.type())
                                .put("text", written.text())
                                .encode(),
                        0,
                        false));
            case Streamed(var pieces) -> whole(vertx, pieces).map(text -> new Told(text, 0, false));
            case Refused(var problem) -> Future.succeededFuture(new Failed(problem));
            case Live _ -> throw new IllegalStateException("a message has one answer");
        };
    }

    private static Future<String> whole(Vertx vertx, Pieces pieces) {
        var text = Promise.<String>promise();
        add(vertx, pieces, new StringBuilder(), text);
        return text.future();
    }

    private static void add(Vertx vertx, Pieces pieces, StringBuilder begun, Promise<String> text) {
        try {
            var piece = pieces.next();
            begun.append(piece.text());
            if (piece.isLast()) {
                text.complete(begun.toString());
            } else {
                vertx.setTimer(PAUSE_MILLIS, _ -> add(vertx, pieces, begun, text));
            }
        } catch (RuntimeException e) {
            text.fail(e);
        }
    }
}
