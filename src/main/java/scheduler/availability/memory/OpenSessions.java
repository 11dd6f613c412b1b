package scheduler.availability.memory;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import scheduler.availability.memory.Change.News;
import scheduler.availability.picture.Session;
import scheduler.availability.picture.Sessions;
import scheduler.platform.Times;

/// The sessions of each service in which somebody has a seat, by the id of the service.
record OpenSessions(Times times) implements Board.Kind<Sessions> {

    /// What has begun is joined by nobody. Whoever has begun meanwhile stays for a while, in case clocks differ.
    private static final Duration KEPT = Duration.ofHours(1);

    private static final long WEIGHT_OF_SERVICE = 4;
    private static final long WEIGHT_OF_SESSION = 4;

    /// From which start on sessions of a tenant are kept.
    Instant since(long tenant) {
        return times.now(tenant).minus(KEPT);
    }

    @Override
    public Collection<String> names(Change change) {
        return change.sessions().isEmpty() ? List.of() : List.of(change.service());
    }

    @Override
    public Sessions applied(Sessions before, Change change, String service) {
        var after = before;
        for (var each : change.sessions()) {
            var known = after.find(each.id());
            if (each.version() == 0) {
                after = change.isIn(each)
                        ? after.with(
                                known.orElseGet(() -> change.opened(each)).joinedBy(change.booking(), change.seats()),
                                since(change.tenant()))
                        : undone(after, change, each);
            } else if (change.isIn(each)) {
                after = after.with(
                        known.map(session -> told(session, change, each)).orElseGet(() -> change.opened(each)),
                        since(change.tenant()));
            } else if (known.isPresent()) {
                after = after.with(told(known.get(), change, each), since(change.tenant()));
            }
        }
        return after;
    }

    private Sessions undone(Sessions before, Change change, News news) {
        return before.find(news.id())
                .map(session -> before.with(session.decided(change.booking()), since(change.tenant())))
                .orElse(before);
    }

    private static Session told(Session session, Change change, News news) {
        return session.decided(change.booking()).known(news.version(), news.taken());
    }

    @Override
    public long weight(Sessions sessions) {
        return WEIGHT_OF_SERVICE + WEIGHT_OF_SESSION * sessions.size();
    }
}
