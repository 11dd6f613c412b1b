package scheduler.client;

import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.Optional;

/// The service has said no, and nothing was changed. It is an answer, so it has no stack trace.
public final class Refused extends RuntimeException {

    private final int status;
    private final transient JsonObject problem;

    private Refused(int status, JsonObject problem) {
        super(problem.getString("code") + ": " + problem.getString("detail"), null, false, false);
        this.status = status;
        this.problem = problem;
    }

    static Refused read(ReplyException reply) {
        return new Refused(reply.failureCode(), problem(String.valueOf(reply.getMessage())));
    }

    /// Somebody else can reply at an address as well.
    private static JsonObject problem(String text) {
        try {
            return new JsonObject(text);
        } catch (DecodeException e) {
            return new JsonObject().put("code", "unknown").put("detail", text);
        }
    }

    /// The status that HTTP would have, 400 or more.
    public int status() {
        return status;
    }

    /// What it is, for programs: `slot_taken`.
    public String code() {
        return problem.getString("code", "");
    }

    /// Why, for people.
    public String detail() {
        return problem.getString("detail", "");
    }

    /// Which field is to blame.
    public Optional<String> pointer() {
        return Optional.ofNullable(problem.getString("pointer"));
    }

    /// All that was said (RFC 9457), with `alternatives`, `rules` or the `state` that stands in the way.
    public JsonObject problem() {
        return problem.copy();
    }
}
