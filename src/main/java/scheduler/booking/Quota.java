package scheduler.booking;

import io.vertx.core.json.JsonArray;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.Verdict.Assigned;
import scheduler.message.EmailAddress;
import scheduler.service.Limit;
import scheduler.time.TimeRange;

/// A limit that a booking has to keep: of the subject there may be `most` bookings that begin within the period.
record Quota(String subject, TimeRange period, long most) {

    /// The subject of a limit on the service as a whole.
    private static final String ALL = "";

    private static final String CUSTOMER = "c:";

    private static final TimeRange ALWAYS = new TimeRange(Instant.EPOCH, Instant.parse("9999-12-31T00:00:00Z"));

    /// Those of a booking. What counts is the local date of its start: where the service is given, or for a limit
    /// of a resource where that is.
    static List<Quota> of(Outline outline, Instant start, List<Assigned> assigned, Booking booking) {
        var customers = customers(booking);
        var quotas = new LinkedHashSet<>(ofHolds(outline, booking));
        for (var limit : outline.service().limits()) {
            switch (limit.of()) {
                case Limit.OF_SERVICE -> quotas.add(quota(limit, ALL, start, outline.zone()));
                case Limit.OF_CUSTOMER ->
                    customers.forEach(each -> quotas.add(quota(limit, each, start, outline.zone())));
                default ->
                    assigned.forEach(each -> quotas.add(new Quota(
                            resource(each.id()), limit.per().around(start, each.zone()), limit.max(each.id()))));
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

    /// Whether only the database knows what has been counted for it.
    boolean isOfCustomer() {
        return subject.startsWith(CUSTOMER);
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

    /// The subject of a customer who is known by an address.
    static String customer(String email) {
        return CUSTOMER + email;
    }

    /// Those of the customers alone.
    static List<Quota> ofCustomers(Outline outline, Instant start, Set<String> customers) {
        var quotas = new LinkedHashSet<Quota>();
        for (var limit : outline.service().limits()) {
            if (limit.of().equals(Limit.OF_CUSTOMER)) {
                customers.forEach(each -> quotas.add(quota(limit, each, start, outline.zone())));
            }
        }
        return strictest(quotas);
    }

    /// How many holds of the service each of its customers may have at once.
    private static List<Quota> ofHolds(Outline outline, Booking booking) {
        return holders(booking).stream()
                .map(each -> new Quota(each, ALWAYS, outline.service().policy().holdsPerCustomer()))
                .toList();
    }

    /// The customers for whom something is held.
    static Set<String> holders(Booking booking) {
        return booking.isHold()
                ? Arrays.stream(emails(booking)).map(each -> "h:" + each).collect(Collectors.toSet())
                : Set.of();
    }

    /// All subjects that a booking counts for, whatever the limits are.
    static String[] subjects(Booking booking) {
        if (!booking.holdsTime()) {
            return new String[0];
        }
        return Stream.of(
                        Stream.of(ALL),
                        booking.places().stream().map(each -> resource(each.id())),
                        customers(booking).stream(),
                        holders(booking).stream())
                .flatMap(each -> each)
                .distinct()
                .toArray(String[]::new);
    }

    /// The customers among the attendees: those who are known by their e-mail address.
    static Set<String> customers(Booking booking) {
        var customers = new LinkedHashSet<String>();
        for (var each : emails(booking)) {
            customers.add(customer(each));
        }
        return customers;
    }

    /// Those who come to a booking now and did not come before.
    static Set<String> newcomers(Booking before, Booking now) {
        var customers = customers(now);
        customers.removeAll(customers(before));
        return customers;
    }

    /// The addresses by which they are known, each once.
    static String[] emails(Booking booking) {
        return seatsByEmail(booking).keySet().toArray(String[]::new);
    }

    /// How many of those who come are known by each address.
    static Map<String, Long> seatsByEmail(Booking booking) {
        return byEmail(Attending.emails(booking.attendees()));
    }

    /// The addresses of those among some attendees who come, each once.
    static String[] emails(JsonArray attendees) {
        return byEmail(Attending.emails(attendees)).keySet().toArray(String[]::new);
    }

    private static Map<String, Long> byEmail(List<String> emails) {
        return emails.stream()
                .map(EmailAddress::folded)
                .collect(Collectors.groupingBy(each -> each, LinkedHashMap::new, Collectors.counting()));
    }

    private static String resource(String id) {
        return "r:" + id;
    }
}
