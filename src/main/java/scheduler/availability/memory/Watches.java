package scheduler.availability.memory;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Who is to be told when something changes that slots rest on. Only those are told whom it may concern.
public final class Watches {

    private final Map<Topic, Set<Watch>> byTopic = new ConcurrentHashMap<>();

    /// What a change is about.
    public sealed interface Topic {

        /// What is taken of a resource, and when it is open.
        record OfResource(long tenant, String id) implements Topic {}

        /// The rules of a service.
        record OfService(long tenant, String id) implements Topic {}

        /// How many bookings of a service there are, for its limits.
        record BookingsOf(long tenant, String service) implements Topic {}

        /// Who is in which pool.
        record Pools(long tenant) implements Topic {}
    }

    /// Somebody who is told, on whichever thread it is known.
    public final class Watch {

        private final Runnable news;
        private Set<Topic> topics = Set.of();

        private Watch(Runnable news) {
            this.news = news;
        }

        /// From now on about these. What changed before is not told, so look after this and not before.
        public void about(Set<Topic> wanted) {
            for (var each : wanted) {
                byTopic.compute(each, this::joined);
            }
            var gone = new HashSet<>(topics);
            gone.removeAll(wanted);
            gone.forEach(this::leave);
            topics = Set.copyOf(wanted);
        }

        private Set<Watch> joined(Topic topic, @Nullable Set<Watch> others) {
            Set<Watch> all = others == null ? ConcurrentHashMap.newKeySet() : others;
            all.add(this);
            return all;
        }

        private void leave(Topic topic) {
            byTopic.computeIfPresent(topic, (_, all) -> all.remove(this) && all.isEmpty() ? null : all);
        }

        public void close() {
            about(Set.of());
        }
    }

    public Watch open(Runnable news) {
        return new Watch(news);
    }

    void tell(Topic topic) {
        byTopic.getOrDefault(topic, Set.of()).forEach(each -> each.news.run());
    }

    void tell(Change change) {
        if (byTopic.isEmpty()) {
            return;
        }
        change.resources().forEach(each -> tell(new Topic.OfResource(change.tenant(), each)));
        tell(new Topic.BookingsOf(change.tenant(), change.service()));
    }

    void tellAll() {
        byTopic.values().forEach(all -> all.forEach(each -> each.news.run()));
    }

    int size() {
        return byTopic.size();
    }
}
