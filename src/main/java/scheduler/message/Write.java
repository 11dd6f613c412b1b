package scheduler.message;

import io.vertx.core.json.JsonObject;
import org.jspecify.annotations.Nullable;

/// The terms of a write: whose it is, under which idempotency key (with the fingerprint of what was asked), and which
/// version its client expects to find.
public record Write(Tenant tenant, @Nullable String key, String fingerprint, Expected expected) {

    /// A write without any conditions, as an import or a sweep makes it.
    public static Write plain(Tenant tenant) {
        return new Write(tenant, null, "", Expected.ANYTHING);
    }

    /// What a conditional write (`If-Match`, `If-None-Match: *`) expects to find.
    public record Expected(Kind kind, long version) {

        public static final Expected ANYTHING = new Expected(Kind.ANYTHING, 0);
        public static final Expected SOMETHING = new Expected(Kind.SOMETHING, 0);
        public static final Expected NOTHING = new Expected(Kind.NOTHING, 0);

        public static Expected exactly(long version) {
            return new Expected(Kind.VERSION, version);
        }

        /// Whether `found` (0 = there is none) is what was expected.
        public boolean accepts(long found) {
            return switch (kind) {
                case ANYTHING -> true;
                case SOMETHING -> found > 0;
                case NOTHING -> found == 0;
                case VERSION -> found == version;
            };
        }

        public Problem mismatch(long found) {
            return Problem.of(
                            Code.VERSION_MISMATCH,
                            found == 0 ? "There is nothing there yet." : "It is at version " + found + " now.")
                    .with("state", new JsonObject().put("version", found));
        }
    }

    /// The kinds of expectation.
    public enum Kind {
        ANYTHING,
        SOMETHING,
        NOTHING,
        VERSION
    }
}
