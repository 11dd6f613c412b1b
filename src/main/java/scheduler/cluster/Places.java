package scheduler.cluster;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.infinispan.Cache;
import org.infinispan.manager.EmbeddedCacheManager;

/// At which host and port the members are sent to. Each reads that in its own copy of what the cluster knows.
///
/// When parts of it meet again the copies of one side win, and that side has forgotten the other. Who was cut off still
/// finds itself in its own copy, so nothing shows it that nobody else does, and all that is sent to it fails. A node
/// therefore says its own place again and again, whatever it reads. Here it remembers those of all, and puts them back:
/// an application that has joined by Vert.x alone says its own only when it joins.
final class Places {

    private static final String CACHE = "__vertx.nodeInfo";

    /// Who comes back after so many others are new is new too.
    private static final int REMEMBERED_MAX = 1_000;

    private final Cache<String, byte[]> cache;

    // Confined to the context of who looks.
    private final Map<String, byte[]> remembered = new LinkedHashMap<>();

    private Places(Cache<String, byte[]> cache) {
        this.cache = cache;
    }

    static Places of(EmbeddedCacheManager caches) {
        return new Places(caches.getCache(CACHE));
    }

    /// Remembers where they are, and puts back what has been forgotten: here, or after a meeting perhaps elsewhere.
    void look(Collection<String> members, boolean isAfterMeeting, Context context) {
        for (var member : members) {
            Future.fromCompletionStage(cache.getAsync(member), context).onSuccess(place -> {
                if (place != null) {
                    remember(member, place);
                }
                var known = remembered.get(member);
                if (known != null && (place == null || isAfterMeeting)) {
                    var _ = cache.putAsync(member, known);
                }
            });
        }
    }

    private void remember(String member, byte[] place) {
        remembered.remove(member);
        remembered.put(member, place);
        if (remembered.size() > REMEMBERED_MAX) {
            remembered.remove(remembered.keySet().iterator().next());
        }
    }
}
