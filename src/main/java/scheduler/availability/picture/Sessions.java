package scheduler.availability.picture;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The sessions of one service in which somebody has a seat, in the order of their starts. Immutable.
public final class Sessions {

    public static final Sessions NONE = new Sessions(new Session[0]);

    private static final Comparator<Session> ORDER =
            Comparator.comparingLong(Session::start).thenComparing(Session::id);

    private final Session[] all;

    private Sessions(Session[] all) {
        this.all = all;
    }

    public static Sessions of(List<Session> unsorted) {
        return new Sessions(unsorted.stream().sorted(ORDER).toArray(Session[]::new));
    }

    /// Those that begin at `start`, always in the same order.
    public List<Session> at(long start) {
        int i = first(start);
        if (i == all.length || all[i].start() != start) {
            return List.of();
        }
        var found = new ArrayList<Session>(1);
        for (; i < all.length && all[i].start() == start; i++) {
            found.add(all[i]);
        }
        return found;
    }

    private int first(long start) {
        int low = 0;
        int high = all.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (all[middle].start() < start) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    public Optional<Session> find(UUID id) {
        return Arrays.stream(all).filter(each -> each.id().equals(id)).findFirst();
    }

    /// The same with a session in place of what was known of it, without it when nobody has a seat, and without
    /// what began before `since`.
    public Sessions with(Session session, Instant since) {
        return with(session, Busy.micros(since));
    }

    private Sessions with(Session session, long since) {
        var changed = new ArrayList<Session>(all.length + 1);
        for (var each : all) {
            if (!each.id().equals(session.id()) && each.start() >= since) {
                changed.add(each);
            }
        }
        if (session.seated() > 0) {
            changed.add(session);
        }
        return of(changed);
    }

    /// The same as if a booking had left its session.
    public Sessions without(@Nullable Leaving leaving) {
        if (leaving == null || leaving.session() == null) {
            return this;
        }
        return find(leaving.session())
                .map(each ->
                        with(each.known(each.version(), Math.max(0, each.taken() - leaving.seats())), Long.MIN_VALUE))
                .orElse(this);
    }

    /// The same without some of them.
    Sessions without(Set<UUID> ids) {
        return new Sessions(
                Arrays.stream(all).filter(each -> !ids.contains(each.id())).toArray(Session[]::new));
    }

    public int size() {
        return all.length;
    }
}
