package scheduler.booking;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.catalog.Block;
import scheduler.message.Address;
import scheduler.message.Fields;
import scheduler.message.Names;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.service.Service;

/// What can be asked about a resource that will be away: what is to become of its bookings, and to have that done.
public final class Plans {

    private static final Duration WITHIN = Duration.ofDays(7);
    private static final Duration WITHIN_MIN = Duration.ofHours(1);
    private static final Duration WITHIN_MAX = Duration.ofDays(90);

    private Plans() {}

    /// What may be done with a booking.
    public enum Action {
        /// Somebody else gives it at its time.
        REASSIGN,
        /// It is given at another time.
        MOVE,
        /// It is not given.
        CANCEL,
        /// A hold is given up.
        RELEASE,
        /// Nothing: it stays, and nobody is there.
        NONE;

        private static Action read(String text) {
            return Arrays.stream(new Action[] {REASSIGN, MOVE, CANCEL})
                    .filter(each -> each.text().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("It is one of reassign, move, cancel."));
        }

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// Who is away and when, what is tried for each booking in which order, and how far one may be moved.
    public record Absence(String resource, Block block, List<Action> prefer, Duration within) {

        static Absence read(UUID id, Instant now, Fields fields) {
            var absence = new Absence(
                    fields.text("resource", Names::check),
                    Block.read(id, now, fields),
                    fields.texts("prefer", Action.values().length, Action::read),
                    fields.text("within", Service.length(WITHIN_MIN, WITHIN_MAX), WITHIN));
            if (!absence.block.during().end().isAfter(now)) {
                throw fields.invalid("end", "All of that is over.");
            }
            if (fields.has("prefer") && absence.prefer.isEmpty()) {
                throw fields.invalid("prefer", "It needs one at least; without it all three are tried.");
            }
            return absence.prefer.isEmpty()
                    ? new Absence(
                            absence.resource,
                            absence.block,
                            List.of(Action.REASSIGN, Action.MOVE, Action.CANCEL),
                            absence.within)
                    : absence;
        }

        @Nullable
        String reason() {
            return block.reason();
        }
    }

    /// Asks what would become of the bookings.
    public record PlanAbsence(Tenant tenant, Absence absence) {
        public static final Address<PlanAbsence> ADDRESS = new Address<>("scheduler.command.plan");

        public static PlanAbsence read(Tenant tenant, UUID id, Instant now, Fields fields) {
            return new PlanAbsence(tenant, Absence.read(id, now, fields));
        }
    }

    /// Has exactly that done, if it is still what would become of them: the write expects the version of the plan.
    public record ApplyPlan(Write write, Absence absence) {
        public static final Address<ApplyPlan> ADDRESS = new Address<>("scheduler.command.plan.apply");

        public static ApplyPlan read(Write write, UUID id, Instant now, Fields fields) {
            return new ApplyPlan(write, Absence.read(id, now, fields));
        }
    }
}
