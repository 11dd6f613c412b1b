package scheduler.availability.slot;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Session;
import scheduler.availability.picture.Session.Place;

/// The seats that are left in sessions which have been opened: whoever joins one claims nothing anew. A session can
/// be joined while those who give it could still give the service then, whatever they have claimed.
final class Seats {

    private final Picture picture;
    private final Outline outline;
    private final int capacity;

    private List<Session> sessions = List.of();

    private Seats(Picture picture, int capacity) {
        this.picture = picture;
        this.outline = picture.outline();
        this.capacity = capacity;
    }

    /// Null for a service whose bookings are each alone.
    static @Nullable Seats of(Picture picture) {
        var capacity = picture.outline().service().capacity();
        return capacity == null ? null : new Seats(picture, capacity);
    }

    /// Looks at the sessions that begin at `start`; true when one has a seat left.
    boolean look(long start) {
        var found = picture.sessions().at(start);
        if (found.isEmpty()) {
            sessions = List.of();
            return false;
        }
        sessions = found.stream().filter(each -> suits(each, start)).toList();
        return left() > 0;
    }

    /// Whether one has been opened that is the wanted service at the start that was looked at last.
    boolean isOpened() {
        return !sessions.isEmpty();
    }

    /// Whether a session has so many at all.
    boolean suffice(int together) {
        return together <= capacity;
    }

    /// How many seats there are where `more` sessions could be opened beside those that are.
    int free(int more) {
        return (int) Math.min(Integer.MAX_VALUE, left() + (long) more * capacity);
    }

    /// How many seats are left in all sessions together.
    int left() {
        return sessions.stream().mapToInt(this::left).sum();
    }

    private int left(Session session) {
        return Math.max(0, capacity - session.seated());
    }

    /// The session in which so many sit together: the fullest, so that others can be given up when few come.
    Optional<Session> fullestFor(int seats) {
        return sessions.stream().filter(each -> left(each) >= seats).min(Comparator.comparingInt(this::left));
    }

    /// The resources of those sessions that have so many seats left together.
    Stream<String> resources(int together) {
        return sessions.stream()
                .filter(each -> left(each) >= together)
                .flatMap(each -> each.places().stream())
                .map(Place::resource);
    }

    private boolean suits(Session session, long start) {
        if (session.end() != start + outline.duration().toNanos() / 1_000) {
            return false;
        }
        var roles = outline.roles();
        int places = 0;
        for (int r = 0; r < roles.size(); r++) {
            var role = roles.get(r);
            var having = having(session, role);
            if (having.size() != role.requirement().quantity()
                    || !having.stream().map(Candidate::id).toList().containsAll(role.pinned())) {
                return false;
            }
            for (var each : having) {
                if (each.bar(start, role.part(), r == 0, outline.grid()) != 0
                        || picture.limits().isReached(each, start)) {
                    return false;
                }
            }
            places += having.size();
        }
        return places == session.places().size() && hasAll(session, outline.unplaced());
    }

    private static boolean hasAll(Session session, List<String> wanted) {
        return wanted.stream()
                .allMatch(id -> session.places().stream()
                        .anyMatch(place -> place.resource().equals(id)));
    }

    /// Those of the candidates for a role who have it in a session.
    private static List<Candidate> having(Session session, Role role) {
        var having = new ArrayList<Candidate>();
        for (var place : session.places()) {
            if (place.role().equals(role.requirement().role()) && role.indexOf(place.resource()) >= 0) {
                having.add(role.candidates().get(role.indexOf(place.resource())));
            }
        }
        return having;
    }
}
