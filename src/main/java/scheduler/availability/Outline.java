package scheduler.availability;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import scheduler.message.Tenant;
import scheduler.service.Requirement;
import scheduler.service.Service;

/// A service version and the resources that can give it, role by role, without a look at any range of time yet.
public record Outline(
        Tenant tenant, long serviceNo, long serviceVersion, Service service, List<Role> roles, ZoneId zone) {

    /// One requirement with those who meet it, in the order of preference. `pinned` are those that have to be among
    /// the chosen.
    record Role(Requirement requirement, List<Candidate> candidates, List<String> pinned) {}

    public Outline {
        roles = List.copyOf(roles);
    }

    /// How many different resources come into question.
    int size() {
        return Math.toIntExact(roles.stream()
                .flatMap(role -> role.candidates().stream())
                .mapToLong(Candidate::no)
                .distinct()
                .count());
    }

    /// How long a range may be for so many judgements of a start against a resource.
    Duration reach(int judgements) {
        return service.step().multipliedBy(Math.max(1, judgements / Math.max(1, size())));
    }

    /// The first start that the minimum notice leaves.
    Instant earliest(Instant now) {
        return service.minNotice().after(now, zone);
    }

    /// The first start that is beyond the horizon. A horizon in days ends with its last local day.
    Instant tooLate(Instant now) {
        var horizon = service.horizon();
        var end = horizon.after(now, zone);
        return horizon.exact().isZero()
                ? end.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant()
                : end.plusNanos(1);
    }

    Candidate.Times times() {
        return new Candidate.Times(
                service.duration(),
                service.step(),
                service.buffer().before(),
                service.buffer().after());
    }

    Outline with(List<Role> changed) {
        return new Outline(tenant, serviceNo, serviceVersion, service, changed, zone);
    }

    /// The same in the zone of the service, or else of the first resource that comes into question.
    Outline inItsZone() {
        var first = roles.getFirst().candidates().stream().findFirst().map(Candidate::zone);
        var own = service.timeZone().or(() -> first).orElse(zone);
        return new Outline(tenant, serviceNo, serviceVersion, service, roles, own);
    }
}
