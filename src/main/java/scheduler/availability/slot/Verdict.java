package scheduler.availability.slot;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.message.Code;
import scheduler.time.TimeRange;

/// What the slot function says about one start.
public sealed interface Verdict {

    /// It can be booked, by these resources, one entry for each that the roles need.
    record Admitted(Instant start, Instant end, List<Assigned> assigned) implements Verdict {}

    /// It cannot, by this rule.
    record Declined(Code code, String reason) implements Verdict {}

    /// A resource in a role, any one of whose `units` can be had; the first suits best. `during` and `lead` are
    /// what a claim keeps of it. `rules` is the number of the rules that it was admitted under, `choice` why it was
    /// chosen, null when nobody else came into question.
    record Assigned(
            String role,
            long resource,
            String id,
            ZoneId zone,
            long rules,
            List<Integer> units,
            TimeRange during,
            @Nullable TimeRange lead,
            @Nullable Choice choice) {}
}
