package scheduler.booking;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.Verdict.Assigned;
import scheduler.service.Limit;
import scheduler.time.TimeRange;

/// A limit that a booking has to keep: of the subject there may be `most` bookings that begin within the period.
record Quota(String subject, TimeRange period, long most) {

    /// The subject of a limit on the service as a whole.
    private static final String ALL = "";

    /// Those of a booking. What counts is the local date of its start: where the service is given, or for a limit
    /// of a resource where that is.
    static List<Quota> of(Outline outline, Instant start, List<Assigned> assigned, Set<String> customers) {
        var quotas = new LinkedHashSet<Quota>();
        for (var limit : outline.service().limits()) {
            switch (limit.of()) {
                case Limit.OF_SERVICE -> quotas.add(quota(limit, ALL, start, outline.zone()));
                case Limit.OF_CUSTOMER ->
                    customers.forEach(each -> quotas.add(quota(limit, each, start, outline.zone())));
                default -> assigned.forEach(each -> quotas.add(quota(limit, resource(each.id()), start, each.zone())));
            }
        }
        return strictest(quotas);
    }

    /// Of two limits on the same the smaller one counts.
    private static List<Quota> strictest(Set<Quota> quotas) {
        var found = new ArrayList<Quota>();
        for (var each : quotas) {
            if (quotas.stream().noneMatch(other -> other.isOfTheSame(each) && other.most < each.most)) {
                found.add(each);
            }
        }
        return found;
    }

    private boolean isOfTheSame(Quota other) {
        return subject.equals(other.subject) && period.equals(other.period);
    }

    private static Quota quota(Limit limit, String subject, Instant start, ZoneId zone) {
        return new Quota(subject, limit.per().around(start, zone), limit.max());
    }

    /// The periods that a start lies in, as some limits count.
    static List<TimeRange> periods(List<Limit> limits, Instant start, ZoneId zone) {
        return limits.stream().map(each -> each.per().around(start, zone)).toList();
    }

    /// All subjects that a booking counts for, whatever the limits are.
    static String[] subjects(Booking booking) {
        return Stream.of(
                        Stream.of(ALL),
                        booking.places().stream().map(each -> resource(each.id())),
                        customers(booking).stream())
                .flatMap(each -> each)
                .distinct()
                .toArray(String[]::new);
    }

    /// The customers among the attendees: those who are known by their e-mail address.
    static Set<String> customers(Booking booking) {
        var customers = new LinkedHashSet<String>();
        for (var each : emails(booking)) {
            customers.add("c:" + each);
        }
        return customers;
    }

    /// The addresses by which they are known, each once.
    static String[] emails(Booking booking) {
        return booking.emails().stream()
                .map(each -> each.toLowerCase(Locale.ROOT))
                .distinct()
                .toArray(String[]::new);
    }

    private static String resource(String id) {
        return "r:" + id;
    }
}
