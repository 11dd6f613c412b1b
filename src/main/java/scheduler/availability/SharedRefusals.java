package scheduler.availability;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.time.Instants;

/// Tells the thousand who want one start what the first was told, for as long as it is what each would be told anew:
/// the
/// same is taken of everybody who comes into question, and no start that was offered has come too near. One for each
/// event loop, so it needs no locks.
public final class SharedRefusals {

    /// A few kilobytes each.
    private static final int MAX = 500;

    /// With more it costs more to look than it saves.
    private static final int RESOURCES_MAX = 16;

    private final Pictures pictures;
    private final LinkedHashMap<Asked, Said> said = new LinkedHashMap<>(64, 0.75f, true);

    public SharedRefusals(Pictures pictures) {
        this.pictures = pictures;
    }

    /// All that a refusal rests on beside what is taken and what time it is. Whatever changes about a resource gives
    /// its
    /// rules another number.
    private record Asked(
            long tenant,
            long service,
            long version,
            Duration duration,
            ZoneId zone,
            List<Whom> roles,
            List<String> unplaced,
            Instant start,
            Declined declined) {

        static Asked of(Outline outline, Instant start, Declined declined) {
            return new Asked(
                    outline.tenant().no(),
                    outline.serviceNo(),
                    outline.serviceVersion(),
                    outline.duration(),
                    outline.zone(),
                    outline.roles().stream().map(Whom::of).toList(),
                    outline.unplaced(),
                    start,
                    declined);
        }
    }

    private record Whom(List<Long> candidates, List<Long> rules, List<String> pinned) {

        static Whom of(Role role) {
            return new Whom(
                    role.candidates().stream().map(Candidate::no).toList(),
                    role.candidates().stream().map(Candidate::rules).toList(),
                    role.pinned());
        }
    }

    /// What was said while this was taken of each, and the first start that was offered.
    private record Said(
            Problem problem,
            Map<String, Busy> taken,
            @Nullable Instant offered) {}

    /// The same as `Refusals` gives for a wish that leaves nothing.
    public Future<Problem> refusal(Outline outline, Instant wanted, Declined declined) {
        if (!isShareable(outline, wanted, declined)) {
            return Refusals.refusal(pictures, outline, wanted, declined, null);
        }
        var asked = Asked.of(outline, wanted, declined);
        var known = said.get(asked);
        if (known != null && isCurrent(outline, known)) {
            return Future.succeededFuture(known.problem);
        }
        return pictures.known(outline, null)
                .compose(before -> Refusals.refusal(pictures, outline, wanted, declined, null)
                        .onSuccess(problem -> keep(outline, asked, new Said(problem, before.busy(), first(problem)))));
    }

    /// Where seats or limits are counted more would have to be compared, and where the horizon is near it brings
    /// further
    /// starts as time goes on.
    private boolean isShareable(Outline outline, Instant wanted, Declined declined) {
        var service = outline.service();
        return declined.code() == Code.SLOT_TAKEN
                && service.capacity() == null
                && service.limits().isEmpty()
                && outline.size() <= RESOURCES_MAX
                && !Refusals.around(outline, wanted, pictures.now()).end().isAfter(outline.tooLate(pictures.now()));
    }

    private boolean isCurrent(Outline outline, Said known) {
        return (known.offered == null || !known.offered.isBefore(outline.earliest(pictures.now())))
                && isTaken(outline, known.taken);
    }

    /// Whether these very objects are what is taken still.
    private boolean isTaken(Outline outline, Map<String, Busy> taken) {
        long tenant = outline.tenant().no();
        for (var each : taken.entrySet()) {
            if (!pictures.isKnown(tenant, each.getKey(), each.getValue())) {
                return false;
            }
        }
        return true;
    }

    private void keep(Outline outline, Asked asked, Said answer) {
        // What was the same before and after was the same in between.
        if (isTaken(outline, answer.taken)) {
            said.put(asked, answer);
            if (said.size() > MAX) {
                said.pollFirstEntry();
            }
        }
    }

    private static @Nullable Instant first(Problem problem) {
        var offered = problem.more().getJsonArray("alternatives");
        return offered.isEmpty() ? null : Instants.read(((JsonObject) offered.getValue(0)).getString("start"));
    }
}
