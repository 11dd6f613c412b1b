package scheduler.bridge;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Tenant;

/// One client of a bridge, from its first frame to its last. It stays on one event loop.
///
/// Its first frame that wants something has its key, and from then on it is of the tenant of that key: it
/// asks for nobody else and hears of nobody else.
public final class Caller {

    private static final Duration IDENTIFIED_WITHIN = Duration.ofSeconds(10);
    private static final long LOOK_MILLIS_MAX = 1_000;
    private static final int COMMANDS_MAX = 64;

    /// At once, what the client is still sending would be answered by a reset, which can overtake the refusal.
    private static final long LINGER_MILLIS = 500;

    /// Characters that wait for a client who does not read. A longer answer may still be begun.
    private static final int UNREAD_MAX = 1 << 20;

    private static final String SOURCE = "/tenants/";

    private final Bridge bridge;
    private final Line line;
    private final Context context;
    private final Set<String> addresses = new HashSet<>();
    private final long since = System.nanoTime();
    private @Nullable Tenant tenant;
    private Future<Void> joined = Future.succeededFuture();
    private long heardAt = since;
    private long unread;
    private long timer;
    private int commands;
    private boolean isEnding;
    private boolean isOver;

    Caller(Bridge bridge, Line line) {
        this.bridge = bridge;
        this.line = line;
        this.context = bridge.vertx().getOrCreateContext();
        this.tenant = bridge.access().isOpen() ? bridge.access().of(null) : null;
    }

    void start() {
        long idle = bridge.settings().idleTimeout().toMillis();
        timer = bridge.vertx().setPeriodic(Math.min(LOOK_MILLIS_MAX, idle / 2), _ -> closeIfSilent());
    }

    private void closeIfSilent() {
        long now = System.nanoTime();
        if (now - heardAt > bridge.settings().idleTimeout().toNanos()
                || (tenant == null && now - since > IDENTIFIED_WITHIN.toNanos())) {
            close();
        }
    }

    /// Takes a frame.
    public void hear(Buffer json) {
        if (isEnding) {
            return;
        }
        if (json.length() > bridge.settings().messageMaxBytes()) {
            refuseAndEnd(Frame.NONE, tooLarge());
            return;
        }
        heardAt = System.nanoTime();
        var frame = Frame.NONE;
        try {
            frame = Frame.read(json);
        } catch (Refusal refusal) {
            // Whoever cannot write a frame cannot read one either.
            refuseAndEnd(frame, refusal.problem());
            return;
        }
        try {
            take(frame);
        } catch (Refusal refusal) {
            refuse(frame, refusal.problem());
        }
    }

    private void take(Frame frame) {
        if (frame.type().equals("ping")) {
            pong();
            return;
        }
        var its = identify(frame);
        switch (frame.type()) {
            case "send" -> ask(frame, its);
            case "register" -> listen(frame);
            case "unregister" -> leave(frame);
            case "publish" -> throw forbidden("", "Commands are sent, and events come from the service alone.");
            default -> throw Refusal.malformed("/type", "It is send, register, unregister or ping.");
        }
    }

    /// A pong tells that what was registered before it is heard from now on.
    private void pong() {
        if (bridge.dialect().isPingAnswered()) {
            joined.onComplete(_ -> tell(Dialect.pong()));
        }
    }

    private Tenant identify(Frame frame) {
        var known = tenant;
        var key = frame.authorization();
        if (known != null && key == null) {
            return known;
        }
        var said = bridge.access().of(key);
        if (known != null && !known.equals(said)) {
            throw forbidden("", "This connection has been opened with the key of another tenant.");
        }
        tenant = said;
        return said;
    }

    private void ask(Frame frame, Tenant its) {
        if (!bridge.allowed().isCommand(frame.address())) {
            throw forbidden("/address", "There is no such command here.");
        }
        if (!(frame.body() instanceof JsonObject body)) {
            throw Refusal.malformed("/body", "The message must be a JSON object.");
        }
        var named = body.getValue("tenant");
        if (named != null && !named.equals(its.id())) {
            throw forbidden("/tenant", "It is not the tenant of this connection.");
        }
        if (commands >= COMMANDS_MAX) {
            throw Refusal.overloaded("Too many commands of this connection are under way.");
        }
        commands++;
        bridge.bus()
                .<Object>request(frame.address(), body.put("tenant", its.id()), frame.options())
                .onComplete((reply, failure) -> {
                    commands--;
                    answer(frame, reply, failure);
                });
    }

    private void answer(Frame frame, @Nullable Message<Object> reply, @Nullable Throwable failure) {
        if (frame.replyAddress().isEmpty()) {
            return;
        }
        if (reply != null) {
            tell(bridge.dialect().message(frame.replyAddress(), reply.headers(), reply.body(), true));
        } else if (failure instanceof ReplyException refused
                && refused.failureType() == ReplyFailure.RECIPIENT_FAILURE) {
            tell(bridge.dialect()
                    .failure(
                            frame,
                            refused.failureType().name(),
                            refused.failureCode(),
                            String.valueOf(refused.getMessage())));
        } else {
            // Nobody serves it, or it took too long.
            tell(bridge.dialect()
                    .refusal(
                            frame,
                            Refusal.overloaded("Nobody has answered this.").problem()));
        }
    }

    private void listen(Frame frame) {
        var address = frame.address();
        if (!bridge.allowed().isOfEvents(address)) {
            throw forbidden("/address", "There are no such events here.");
        }
        if (addresses.contains(address)) {
            return;
        }
        if (addresses.size() >= bridge.settings().registrations()) {
            throw new Refusal(Problem.of(
                    Code.LIMIT_REACHED,
                    "A connection may listen to " + bridge.settings().registrations() + " addresses."));
        }
        addresses.add(address);
        var joining = bridge.topics().join(address, this);
        joined = joined.isComplete() ? joining : joined.transform(_ -> joining);
    }

    private void leave(Frame frame) {
        if (!addresses.remove(frame.address())) {
            throw new Refusal(Problem.notFound("registration for", frame.address()));
        }
        bridge.topics().leave(frame.address(), this);
    }

    boolean isOfSource(String source) {
        var its = tenant;
        return its != null
                && source.length() == SOURCE.length() + its.id().length()
                && source.startsWith(SOURCE)
                && source.endsWith(its.id());
    }

    /// Writes a frame. What a client does not read would fill this process, so then it has to come again.
    void tell(String frame) {
        if (isOver) {
            return;
        }
        if (unread > UNREAD_MAX) {
            Bridge.note("A client does not read", Refusal.overloaded("").problem());
            close();
            return;
        }
        unread += frame.length();
        line.write(frame).onComplete(_ -> unread -= frame.length());
    }

    private void refuse(Frame frame, Problem problem) {
        if (problem.code() == Code.UNAUTHENTICATED) {
            refuseAndEnd(frame, problem);
        } else {
            tell(bridge.dialect().refusal(frame, problem));
        }
    }

    private void refuseAndEnd(Frame frame, Problem problem) {
        Bridge.note("A client is refused", problem);
        isEnding = true;
        leaveAll();
        line.write(bridge.dialect().refusal(frame, problem))
                .onComplete(_ -> bridge.vertx().setTimer(LINGER_MILLIS, _ -> close()));
    }

    /// For a frame that says itself that it is too large, and is not waited for.
    void refuseTooLarge() {
        if (!isEnding) {
            refuseAndEnd(Frame.NONE, tooLarge());
        }
    }

    private Problem tooLarge() {
        return Problem.of(
                Code.TOO_LARGE, "A frame has 1 to " + bridge.settings().messageMaxBytes() + " bytes.");
    }

    private static Refusal forbidden(String pointer, String detail) {
        return new Refusal(
                pointer.isEmpty() ? Problem.of(Code.FORBIDDEN, detail) : Problem.at(Code.FORBIDDEN, pointer, detail));
    }

    /// From any thread.
    void end() {
        context.runOnContext(_ -> close());
    }

    /// Its line is closed. Until then it counts, because what it has not read may keep the line open.
    public void gone() {
        close();
        bridge.callers().remove(this);
    }

    /// Has nothing to do with it any more.
    public void close() {
        if (isOver) {
            return;
        }
        isOver = true;
        isEnding = true;
        bridge.vertx().cancelTimer(timer);
        leaveAll();
        line.close();
    }

    private void leaveAll() {
        addresses.forEach(each -> bridge.topics().leave(each, this));
        addresses.clear();
    }
}
