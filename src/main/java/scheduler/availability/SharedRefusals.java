package scheduler.availability;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Known;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.time.Instants;

/// Tells the thousand who want one start what the first was told, for as long as each would be told the same anew:
/// nothing else is taken of anybody who comes into question, and no start that was offered has come too near. One
/// for each event loop, so it needs no locks.
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
    /// another number to its rules.
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
            Problem problem, List<Taken> taken, @Nullable Instant offered) {}

    /// What was taken of a resource, as an object that is replaced when it changes. The old one must not be kept here
    /// with all of its claims.
    private record Taken(String resource, WeakReference<Busy> busy) {

        static List<Taken> of(Known known) {
            return known.busy().entrySet().stream()
                    .map(each -> new Taken(each.getKey(), new WeakReference<>(each.getValue())))
                    .toList();
        }

        boolean isStill(Pictures pictures, long tenant) {
            var then = busy.get();
            return then != null && pictures.isKnown(tenant, resource, then);
        }
    }

    /// The same as `Refusals` gives for a wish that leaves nothing.
    public Future<Problem> refusal(Outline outline, Instant wanted, Declined declined, int seats) {
        if (!isShareable(outline, wanted, declined)) {
            return Refusals.refusalOf(pictures, outline, wanted, declined, Asker.of(seats));
        }
        var asked = Asked.of(outline, wanted, declined);
        var known = said.get(asked);
        if (known != null && isCurrent(outline, known)) {
            return Future.succeededFuture(known.problem);
        }
        return pictures.known(outline)
                .map(Taken::of)
                .compose(before -> Refusals.refusalOf(pictures, outline, wanted, declined, Asker.of(seats))
                        .onSuccess(problem -> keep(asked, new Said(problem, before, first(problem)))));
    }

    /// Where seats or limits are counted more would have to be compared, and where the horizon is near, time brings
    /// further starts.
    private boolean isShareable(Outline outline, Instant wanted, Declined declined) {
        var service = outline.service();
        return declined.code() == Code.SLOT_TAKEN
                && service.capacity() == null
                && service.limits().isEmpty()
                && outline.size() <= RESOURCES_MAX
                && !Refusals.around(outline, wanted, pictures.now(outline.tenant()))
                        .end()
                        .isAfter(outline.tooLate(pictures.now(outline.tenant())));
    }

    private boolean isCurrent(Outline outline, Said known) {
        return (known.offered == null || !known.offered.isBefore(outline.earliest(pictures.now(outline.tenant()))))
                && isTaken(outline.tenant().no(), known.taken);
    }

    private boolean isTaken(long tenant, List<Taken> taken) {
        for (var each : taken) {
            if (!each.isStill(pictures, tenant)) {
                return false;
            }
        }
        return true;
    }

    private void keep(Asked asked, Said answer) {
        // What was the same before and after was the same in between.
        if (isTaken(asked.tenant, answer.taken)) {
            said.put(asked, answer);
            if (said.size() > MAX) {
                said.pollFirstEntry();
            }
        }
    }

    private static @Nullable Instant first(Problem problem) {
        var offered = problem.more().getJsonArray("alternatives");
        return offered.isEmpty() ? null : Instants.readBack(((JsonObject) offered.getValue(0)).getString("start"));
    }
}
