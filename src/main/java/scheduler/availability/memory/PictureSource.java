package scheduler.availability.memory;

import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Hours;
import scheduler.availability.picture.Sessions;
import scheduler.availability.picture.Turns;
import scheduler.service.Service;

/// What pictures are made of: the catalog and the claims, as they are or as they were.
interface PictureSource {

    /// A version of a service.
    record Read(long no, long version, Service service) {}

    /// A service in its current version, or in the version that is named.
    Future<Optional<Read>> service(long tenant, String id, @Nullable Long version);

    Future<List<String>> services(long tenant, int max);

    /// Resources by id: all, or those in one of the pools or with one of the ids. `shared` gives one object for
    /// equal hours.
    Future<List<Candidate>> candidates(
            long tenant, boolean all, String[] pools, String[] ids, int max, UnaryOperator<Hours> shared);

    /// What is taken from `since` on, by the number of the resource.
    Future<Map<Long, Busy>> busy(long tenant, Long[] resources, Instant since);

    /// The sessions of a service that begin from `since` on and in which somebody has a seat.
    Future<Sessions> sessions(long tenant, long service, Instant since);

    /// The bookings of a service that begin from `since` on, as its limits count them.
    Future<Tally> tally(long tenant, long service, Instant since);

    /// The turns that the last bookings of a service have taken.
    Future<Turns> turns(long tenant, long service);

    /// Who gives a customer the booking of a service that begins last, by role.
    Future<Map<String, List<String>>> last(long tenant, long service, String customer);
}
