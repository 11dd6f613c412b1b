package scheduler.bus;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import java.util.Set;
import java.util.function.Supplier;
import scheduler.access.Access;
import scheduler.bus.Answer.Failed;
import scheduler.http.Operations;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.platform.Contexts;
import scheduler.platform.Ids;
import scheduler.platform.Pressure;
import scheduler.platform.Settings;
import scheduler.platform.Times;

/// Serves the operations of the service as JSON at `scheduler.command.<name>`, request and reply. Whatever comes is
/// answered, so no message stops a consumer. Whoever can send here is trusted to say for which tenant.
public final class BusVerticle extends VerticleBase {

    /// What commands need to know of the service; `inFlightMax` is how many one instance takes at once.
    public record Parts(Settings.Http http, Access access, Pressure pressure, Ids ids, Times times, int inFlightMax) {}

    private static final String ADDRESS = "scheduler.command.";

    /// Those that are decided in batches, which has its own bound.
    private static final Set<String> NEW = Set.of("book", "hold");

    private final Parts parts;
    private final Future<Operations> loading;
    private final Question.Reader reader;
    private int inFlight;

    private BusVerticle(Parts parts, Future<Operations> loading) {
        this.parts = parts;
        this.loading = loading;
        this.reader = new Question.Reader(parts.access());
    }

    /// Makes instances for several event loops; the document, which takes long to read, is read once.
    public static Supplier<BusVerticle> several(Vertx vertx, Parts parts) {
        var loading = Operations.load(vertx, parts.http(), parts.ids(), parts.times());
        return () -> new BusVerticle(parts, loading);
    }

    @Override
    public Future<?> start() {
        return Contexts.moved(vertx, loading).compose(this::serve);
    }

    private Future<?> serve(Operations operations) {
        return Future.all(operations.names().stream()
                .map(name -> vertx.eventBus()
                        .consumer(ADDRESS + name, message -> answer(operations, name, message))
                        .completion())
                .toList());
    }

    private void answer(Operations operations, String name, Message<Object> message) {
        if (inFlight >= parts.inFlightMax()) {
            new Failed(Problem.of(Code.OVERLOADED, "Too many commands are under way.")).send(message);
            return;
        }
        inFlight++;
        Future.succeededFuture(message)
                .compose(asked -> ask(operations, name, asked))
                .compose(outcome -> Answer.of(vertx, outcome))
                .onComplete((answer, failure) -> {
                    inFlight--;
                    var said = failure == null ? answer : new Failed(operations.problem(name, failure));
                    said.send(message);
                });
    }

    private Future<Outcome> ask(Operations operations, String name, Message<Object> message) {
        if (NEW.contains(name) && parts.pressure().isFull()) {
            throw Refusal.overloaded("Too many bookings are being decided.");
        }
        var question = reader.read(message);
        return operations.ask(name, question.tenant(), question.fields(), message.headers());
    }
}
