package scheduler.availability.picture;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Openings.Grid;
import scheduler.message.Tenant;
import scheduler.service.Requirement;
import scheduler.service.Service;
import scheduler.service.Strategy;

/// A service version, one of its durations, and the resources that can give it, role by role, without a look at
/// any time yet. `unplaced` are those who have to take part and could do so in several roles; which one it is
/// depends on the time. `ruledBy` is the version whose capacity and limits count instead of its own, for a booking that
/// keeps the version that it was made with.
public record Outline(
        Tenant tenant,
        long serviceNo,
        long serviceVersion,
        Service service,
        Duration duration,
        List<Role> roles,
        List<String> unplaced,
        ZoneId zone,
        boolean sharesCandidates,
        @Nullable Long ruledBy) {

    /// What a service without requirements needs.
    public static final Requirement ANY_RESOURCE = Requirement.anything("resource");

    /// One requirement with those who meet it, in the order of preference. `pinned` are those that have to be among
    /// the chosen.
    public record Role(
            Requirement requirement, Part part, List<Candidate> candidates, List<String> pinned, List<String> ids) {

        public Role(Requirement requirement, Part part, List<Candidate> candidates, List<String> pinned) {
            this(
                    requirement,
                    part,
                    candidates,
                    pinned,
                    candidates.stream().map(Candidate::id).toList());
        }

        public Role with(List<Candidate> others) {
            return new Role(requirement, part, others, pinned, ids);
        }

        public boolean isPinned(Candidate candidate) {
            return !pinned.isEmpty() && pinned.contains(candidate.id());
        }

        public int indexOf(String id) {
            return ids.indexOf(id);
        }
    }

    public Outline(
            Tenant tenant,
            long serviceNo,
            long serviceVersion,
            Service service,
            Duration duration,
            List<Role> roles,
            ZoneId zone) {
        this(tenant, serviceNo, serviceVersion, service, duration, roles, List.of(), zone, null);
    }

    private Outline(
            Tenant tenant,
            long serviceNo,
            long serviceVersion,
            Service service,
            Duration duration,
            List<Role> roles,
            List<String> unplaced,
            ZoneId zone,
            @Nullable Long ruledBy) {
        this(
                tenant,
                serviceNo,
                serviceVersion,
                service,
                duration,
                List.copyOf(roles),
                List.copyOf(unplaced),
                zone,
                sharesCandidates(roles),
                ruledBy);
    }

    /// Whether somebody comes into question for two places of one booking, so that free places have to be matched.
    private static boolean sharesCandidates(List<Role> roles) {
        var known = new HashSet<String>();
        return !roles.stream().flatMap(role -> role.ids().stream()).allMatch(known::add);
    }

    public Grid grid() {
        return new Grid(micros(service.step()), micros(service.align()));
    }

    public boolean has(String resource) {
        return roles.stream().anyMatch(role -> role.ids().contains(resource));
    }

    /// Whether somebody has a role because a client insists on it, or because nobody else comes into question.
    public boolean isNamed(String role, String resource) {
        return unplaced.contains(resource)
                || roles.stream()
                        .filter(each -> each.requirement().role().equals(role))
                        .anyMatch(each -> each.pinned().contains(resource)
                                || each.candidates().size()
                                        <= each.requirement().quantity());
    }

    /// Whether somebody is chosen by a strategy for one of the roles.
    public boolean goesBy(Strategy strategy) {
        return roles.stream().anyMatch(role -> role.requirement().strategy() == strategy);
    }

    /// How many different resources come into question.
    public int size() {
        return Math.toIntExact(
                roles.stream().flatMap(role -> role.ids().stream()).distinct().count());
    }

    /// How long a range may be for so many judgements of a start against a resource.
    public Duration reach(int judgements) {
        return service.step().multipliedBy(Math.max(1, judgements / Math.max(1, size())));
    }

    /// How long before its start a booking takes something, at most.
    public Duration before() {
        return atLeast(
                0, -roles.stream().mapToLong(role -> role.part().from(0)).min().orElse(0));
    }

    /// How long after its start a booking takes something, at most.
    public Duration after() {
        return atLeast(
                micros(duration),
                roles.stream().mapToLong(role -> role.part().to(0)).max().orElse(0));
    }

    private static Duration atLeast(long least, long found) {
        return Duration.of(Math.max(least, found), ChronoUnit.MICROS);
    }

    /// The first start that the minimum notice leaves.
    public Instant earliest(Instant now) {
        return service.minNotice().after(now, zone);
    }

    /// The first start that is beyond the horizon. A horizon in days ends with its last local day.
    public Instant tooLate(Instant now) {
        var horizon = service.horizon();
        var end = horizon.after(now, zone);
        return horizon.exact().isZero()
                ? end.atZone(zone).toLocalDate().plusDays(1).atStartOfDay(zone).toInstant()
                : end.plusNanos(1);
    }

    /// The part of a booking for which a requirement is needed.
    public static Part part(Service service, Duration duration, Requirement requirement) {
        var offset = requirement.offset();
        var length = requirement.duration() == null ? duration.minus(offset) : requirement.duration();
        return new Part(
                micros(offset),
                micros(length),
                micros(service.buffer().before()),
                micros(service.buffer().after()),
                service.buffer().insideHours());
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1_000;
    }

    public Outline with(List<Role> changed) {
        return with(changed, unplaced);
    }

    /// The same with others who have to take part, in whichever role.
    public Outline with(List<Role> changed, List<String> wanted) {
        return new Outline(tenant, serviceNo, serviceVersion, service, duration, changed, wanted, zone, ruledBy);
    }

    /// The same with what is known of its candidates, who stay the same.
    Outline knowing(List<Role> changed) {
        return new Outline(
                tenant,
                serviceNo,
                serviceVersion,
                service,
                duration,
                changed,
                unplaced,
                zone,
                sharesCandidates,
                ruledBy);
    }

    /// The same in the zone of the service, or else of the first resource that comes into question.
    public Outline inItsZone() {
        var first = roles.stream()
                .flatMap(role -> role.candidates().stream())
                .filter(each -> unplaced.isEmpty() || unplaced.contains(each.id()))
                .findFirst()
                .map(Candidate::zone);
        var own = service.timeZone().or(() -> first).orElse(zone);
        return new Outline(
                tenant, serviceNo, serviceVersion, service, duration, roles, unplaced, own, sharesCandidates, ruledBy);
    }

    /// The same with the capacity and the limits of another version, in the form that this one has them.
    public Outline ruledBy(long version, Service rules) {
        return new Outline(
                tenant,
                serviceNo,
                serviceVersion,
                service.ruledBy(rules),
                duration,
                roles,
                unplaced,
                zone,
                sharesCandidates,
                version);
    }
}
