package scheduler.availability.memory;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.PictureSource.Read;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;
import scheduler.availability.picture.Pin;
import scheduler.availability.picture.Pins;
import scheduler.message.Code;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.Contexts;
import scheduler.service.Requirement;
import scheduler.service.Service;

/// Remembers services, each of their versions, and who can give them, until the log tells of a change.
final class Outlines {

    private static final int CANDIDATES_MAX = 1_000;

    /// So many services and versions are kept.
    static final int SERVICES_MAX = 20_000;

    private static final long WEIGHT_OF_OUTLINE = 8;
    private static final ZoneId UTC = ZoneId.of("UTC");

    private final Vertx vertx;
    private final PictureSource store;
    private final HoursPool hours = new HoursPool();
    private final Memo<ServiceKey, Read> services = new Memo<>(SERVICES_MAX, _ -> 1);
    private final Memo<OutlineKey, Outline> outlines;

    /// A service in a version; null is the current one.
    private record ServiceKey(
            long tenant, String id, @Nullable Long version) {}

    /// A service version in a length. `among` names the candidates of one without requirements, and is empty for
    /// all; `pins` are those whom a client insists on.
    private record OutlineKey(
            long tenant, String service, long version, Duration duration, List<String> among, List<Pin> pins) {}

    /// Keeps as many as have about `weightMax` candidates in all.
    Outlines(Vertx vertx, PictureSource store, long weightMax) {
        this.vertx = vertx;
        this.store = store;
        this.outlines = new Memo<>(weightMax, Outlines::weight);
    }

    private static long weight(Outline outline) {
        return WEIGHT_OF_OUTLINE
                + outline.roles().stream()
                        .mapToLong(role -> role.candidates().size())
                        .sum();
    }

    /// A service, in its current version or in one that a booking was made with, in one of its lengths, and who can
    /// give it. Who is insisted on may depend on the service.
    Future<Outline> of(
            Tenant tenant,
            String service,
            @Nullable Long version,
            @Nullable Duration duration,
            Function<Service, List<Pin>> pinning) {
        return read(tenant, service, version).compose(read -> {
            var pins = pinning.apply(read.service());
            var length = length(read.service(), duration);
            var named = pins.stream().map(Pin::resource).toList();
            return pins.isEmpty() ? among(tenant, read, length, named) : pinned(tenant, read, length, named, pins);
        });
    }

    /// The same by the capacity and the limits that its service has now, as long as there is one.
    Future<Outline> ruledAsNow(Outline outline) {
        return read(outline.tenant(), outline.service().id(), null)
                .map(now -> outline.ruledBy(now.version(), now.service()))
                .recover(failure ->
                        failure instanceof Refusal ? Future.succeededFuture(outline) : Future.failedFuture(failure));
    }

    /// A service in its current version, and who of several can give it.
    Future<Outline> of(Tenant tenant, String service, @Nullable Duration duration, List<String> among) {
        return read(tenant, service, null)
                .compose(read -> among(tenant, read, length(read.service(), duration), among));
    }

    /// A service in one of its versions.
    Future<Service> service(Tenant tenant, String id, long version) {
        return read(tenant, id, version).map(Read::service);
    }

    private Future<Read> read(Tenant tenant, String id, @Nullable Long version) {
        var key = new ServiceKey(tenant.no(), id, version);
        return Contexts.here(
                vertx,
                services.get(
                        key,
                        () -> store.service(tenant.no(), id, version)
                                .map(found -> found.orElseThrow(() -> new Refusal(Problem.at(
                                        Code.UNKNOWN_SERVICE, "/service", "There is no service " + id + "."))))));
    }

    private static Duration length(Service service, @Nullable Duration wanted) {
        try {
            return service.duration(wanted);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("/duration", String.valueOf(e.getMessage()));
        }
    }

    private Future<Outline> pinned(Tenant tenant, Read read, Duration duration, List<String> named, List<Pin> pins) {
        return remembered(
                key(tenant, read, duration, named, pins),
                () -> among(tenant, read, duration, named)
                        .map(outline -> Pins.apply(outline, pins).inItsZone()));
    }

    private Future<Outline> among(Tenant tenant, Read read, Duration duration, List<String> named) {
        var key = key(tenant, read, duration, named, List.of());
        return remembered(
                key,
                () -> candidates(tenant, read.service(), key.among).map(found -> given(tenant, read, duration, found)));
    }

    /// Whom a client names counts where the service itself names nobody.
    private static OutlineKey key(Tenant tenant, Read read, Duration duration, List<String> named, List<Pin> pins) {
        var among = read.service().requirements().isEmpty()
                ? named.stream().sorted().distinct().toList()
                : List.<String>of();
        return new OutlineKey(tenant.no(), read.service().id(), read.version(), duration, among, pins);
    }

    private Future<Outline> remembered(OutlineKey key, Supplier<Future<Outline>> read) {
        return Contexts.here(vertx, outlines.get(key, read));
    }

    private Future<List<Candidate>> candidates(Tenant tenant, Service service, List<String> among) {
        var requirements = service.requirements();
        var pools = requirements.stream()
                .map(Requirement::pool)
                .filter(Objects::nonNull)
                .toArray(String[]::new);
        var ids = requirements.isEmpty()
                ? among
                : requirements.stream()
                        .flatMap(each -> each.resources().stream())
                        .toList();
        boolean all = requirements.isEmpty() && among.isEmpty();
        return store.candidates(tenant.no(), all, pools, ids.toArray(String[]::new), CANDIDATES_MAX + 1, hours::shared)
                .map(found -> {
                    if (found.size() > CANDIDATES_MAX) {
                        throw tooMany(requirements.isEmpty());
                    }
                    return found;
                });
    }

    /// Where the service itself names nobody it helps to name somebody.
    private static Refusal tooMany(boolean ofAll) {
        var many = "More than " + CANDIDATES_MAX + " resources could give this service";
        return ofAll
                ? Refusal.invalid("/resource", many + ": name one.")
                : Refusal.invalid("/service", many + ", and no service can have more: divide its pools.");
    }

    private static Outline given(Tenant tenant, Read read, Duration duration, List<Candidate> found) {
        var service = read.service();
        var requirements = service.requirements().isEmpty() ? List.of(Outline.ANY_RESOURCE) : service.requirements();
        var roles = requirements.stream()
                .map(each -> new Role(each, Outline.part(service, duration, each), meeting(each, found), List.of()))
                .toList();
        return new Outline(tenant, read.no(), read.version(), service, duration, roles, UTC).inItsZone();
    }

    private static List<Candidate> meeting(Requirement requirement, List<Candidate> found) {
        if (requirement.equals(Outline.ANY_RESOURCE)) {
            return found;
        }
        var pool = requirement.pool();
        if (pool != null) {
            return found.stream().filter(each -> each.pools().contains(pool)).toList();
        }
        return requirement.resources().stream()
                .flatMap(id -> found.stream().filter(each -> each.id().equals(id)))
                .toList();
    }

    /// Has a service read anew, in whichever version.
    void forgetService(long tenant, String service) {
        services.forget((key, _) -> key.tenant == tenant && key.id.equals(service));
    }

    /// Has read anew who can give what this resource can; with `pools`, that of anybody, for they may have changed.
    void forgetResource(long tenant, String resource, boolean pools) {
        outlines.forget((key, outline) -> key.tenant == tenant && (pools || outline.has(resource)));
    }

    /// The same, and who can give it.
    void forget(long tenant, String service) {
        outlines.forget((key, _) -> key.tenant == tenant && key.service.equals(service));
        forgetService(tenant, service);
    }

    void clear() {
        services.forget((_, _) -> true);
        outlines.forget((_, _) -> true);
    }
}
