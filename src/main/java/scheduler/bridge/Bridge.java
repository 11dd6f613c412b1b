package scheduler.bridge;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.EventBus;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.access.Access;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.platform.BridgeSettings;

/// What the clients of one event loop share.
public final class Bridge {

    private static final Logger LOG = LoggerFactory.getLogger(Bridge.class);

    /// What both bridges of a node have in common.
    public record Parts(Access access, BridgeSettings settings, Callers callers) {}

    private final Vertx vertx;
    private final Parts parts;
    private final AllowList allowed;
    private final Dialect dialect;
    private final Topics topics;

    public Bridge(Vertx vertx, Parts parts, AllowList allowed, Dialect dialect) {
        this.vertx = vertx;
        this.parts = parts;
        this.allowed = allowed;
        this.dialect = dialect;
        this.topics = new Topics(vertx, dialect);
    }

    /// Takes in a client, unless there are too many; then it is told so, and its line is closed.
    public Optional<Caller> open(Line line) {
        var caller = new Caller(this, line);
        if (!parts.callers.add(caller)) {
            var problem = Refusal.overloaded("Too many clients are connected, or this node is about to stop.")
                    .problem();
            line.write(dialect.refusal(Frame.NONE, problem)).onComplete(_ -> line.close());
            return Optional.empty();
        }
        caller.start();
        return Optional.of(caller);
    }

    /// Nothing that a client has said is in it, a key least of all.
    static void note(String what, Problem problem) {
        LOG.atDebug().addKeyValue("code", problem.code().text()).log(what);
    }

    Vertx vertx() {
        return vertx;
    }

    EventBus bus() {
        return vertx.eventBus();
    }

    Access access() {
        return parts.access;
    }

    BridgeSettings settings() {
        return parts.settings;
    }

    Callers callers() {
        return parts.callers;
    }

    AllowList allowed() {
        return allowed;
    }

    Dialect dialect() {
        return dialect;
    }

    Topics topics() {
        return topics;
    }
}
