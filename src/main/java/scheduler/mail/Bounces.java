package scheduler.mail;

import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import scheduler.message.Address;
import scheduler.message.Write;

/// What providers of mail tell of what became of it.
public final class Bounces {

    private Bounces() {}

    /// That mail did not arrive, for good or for now, or was not wanted.
    enum Kind {
        PERMANENT,
        TRANSIENT,
        COMPLAINT;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Kind read(String text) {
            for (var each : values()) {
                if (each.text().equals(text)) {
                    return each;
                }
            }
            throw new IllegalArgumentException("It is permanent, transient or complaint.");
        }
    }

    /// One of them. By its `id` it is known when it is told again.
    record Bounce(
            String address,
            Kind kind,
            @Nullable String id,
            @Nullable String note) {}

    /// Takes note of bounces and complaints.
    public record TakeBounces(Write write, List<Bounce> bounces) {
        public static final Address<TakeBounces> ADDRESS = new Address<>("scheduler.command.bounce.take");

        /// In the form of this service, or in that of a provider.
        public static TakeBounces read(Write write, JsonObject body) {
            return new TakeBounces(write, BounceForms.read(body));
        }
    }
}
