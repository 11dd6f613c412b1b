package scheduler.message;

import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The terms of a write: whose it is, under which idempotency key (with the fingerprint of what was asked), and which
/// version its client expects to find. A dry run is decided like any other write and answered like it, and leaves
/// nothing behind, so it has no key either.
public record Write(Tenant tenant, @Nullable String key, String fingerprint, Expected expected, boolean isDryRun) {

    public Write(Tenant tenant, @Nullable String key, String fingerprint, Expected expected) {
        this(tenant, key, fingerprint, expected, false);
    }

    public static Write dryRun(Tenant tenant, Expected expected) {
        return new Write(tenant, null, "", expected, true);
    }

    /// A write without any conditions, as an import or a sweep makes it.
    public static Write plain(Tenant tenant) {
        return new Write(tenant, null, "", Expected.ANYTHING);
    }

    /// What a conditional write (`If-Match`, `If-None-Match`) expects to find, and which versions it does not.
    public record Expected(Kind kind, List<Long> versions, List<Long> not) {

        public static final Expected ANYTHING = new Expected(Kind.ANYTHING, List.of(), List.of());
        public static final Expected SOMETHING = new Expected(Kind.SOMETHING, List.of(), List.of());
        public static final Expected NOTHING = new Expected(Kind.NOTHING, List.of(), List.of());

        public static Expected oneOf(List<Long> versions) {
            return new Expected(Kind.VERSION, versions, List.of());
        }

        public Expected butNot(List<Long> others) {
            return new Expected(kind, versions, others);
        }

        /// Whether `found` (0 = there is none) is what was expected.
        public boolean accepts(long found) {
            return !not.contains(found) && isOfKind(found);
        }

        private boolean isOfKind(long found) {
            return switch (kind) {
                case ANYTHING -> true;
                case SOMETHING -> found > 0;
                case NOTHING -> found == 0;
                case VERSION -> versions.contains(found);
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
