package scheduler.bus;

import io.vertx.core.eventbus.Message;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;
import scheduler.access.Access;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Tenant;

/// What a message asks, and for whom.
record Question(Tenant tenant, JsonObject fields) {

    private static final String TENANT = "tenant";

    /// Reads messages, of which anything may have come.
    record Reader(Access access) {

        Question read(Message<Object> message) {
            if (!(body(message) instanceof JsonObject fields)) {
                throw Refusal.malformed("", "The message must be a JSON object.");
            }
            return new Question(tenant(fields.remove(TENANT)), fields);
        }

        /// What comes from another node is decoded when it is looked at.
        private static @Nullable Object body(Message<Object> message) {
            try {
                return message.body();
            } catch (DecodeException | IllegalStateException e) {
                throw Refusal.malformed("", "The message cannot be read.");
            }
        }

        /// A service without keys has one tenant, which need not be named.
        private Tenant tenant(@Nullable Object named) {
            if (named == null && access.isOpen()) {
                return access.tenant(Tenant.DEMO).orElseThrow();
            }
            if (named == null) {
                throw Refusal.malformed("/" + TENANT, "It is required.");
            }
            if (!(named instanceof String id)) {
                throw Refusal.malformed("/" + TENANT, "It must be a text.");
            }
            return access.tenant(id)
                    .orElseThrow(() ->
                            new Refusal(Problem.at(Code.FORBIDDEN, "/" + TENANT, "This service has no such tenant.")));
        }
    }
}
