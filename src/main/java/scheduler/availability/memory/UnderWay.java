package scheduler.availability.memory;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Outline;

/// The bookings that this node is just writing, by whose time they take. Nobody is refused because of one of
/// them before it is decided.
final class UnderWay {

    private final Map<Key, Set<Promise<Void>>> writing = new HashMap<>();

    private record Key(long tenant, String resource) {}

    synchronized Promise<Void> begin(Change change) {
        var decided = Promise.<Void>promise();
        for (var resource : change.resources()) {
            writing.computeIfAbsent(new Key(change.tenant(), resource), _ -> new HashSet<>())
                    .add(decided);
        }
        return decided;
    }

    void end(Change change, Promise<Void> decided) {
        synchronized (this) {
            for (var resource : change.resources()) {
                writing.computeIfPresent(
                        new Key(change.tenant(), resource),
                        (_, all) -> all.remove(decided) && all.isEmpty() ? null : all);
            }
        }
        decided.complete();
    }

    /// Completes when all that is under way about those in an outline is decided; null when there is nothing.
    @Nullable
    Future<Void> about(Outline outline) {
        var waiting = new ArrayList<Future<Void>>();
        synchronized (this) {
            for (var role : outline.roles()) {
                for (var resource : role.ids()) {
                    writing.getOrDefault(new Key(outline.tenant().no(), resource), Set.of())
                            .forEach(each -> waiting.add(each.future()));
                }
            }
        }
        return waiting.isEmpty() ? null : Future.join(waiting).mapEmpty();
    }
}
