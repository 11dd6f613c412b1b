package scheduler.booking;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import scheduler.availability.picture.Outline;
import scheduler.service.Limit;
import scheduler.time.TimeRange;

/// A booking of a service that one of its customers has, as far as that closes times to him.
record Had(String customer, Instant start) {

    private static final Duration BACK = Duration.ofDays(2);
    private static final Duration MOMENT = Duration.ofNanos(1_000);

    /// Whether a service counts what a customer has of it. For all others nothing needs to be asked.
    static boolean matters(Outline outline) {
        return isUnique(outline)
                || outline.service().limits().stream()
                        .anyMatch(each -> each.of().equals(Limit.OF_CUSTOMER));
    }

    /// Whether each customer gets one seat in a session.
    static boolean isUnique(Outline outline) {
        return outline.service().capacity() != null
                && outline.service().policy().unique();
    }

    static List<Limit> limits(Outline outline) {
        return outline.service().limits().stream()
                .filter(each -> each.of().equals(Limit.OF_CUSTOMER))
                .toList();
    }

    /// From when on a booking may close a time that is still to come, or is only just over.
    static Instant since(Outline outline, Instant now) {
        var back = now.minus(BACK);
        return limits(outline).stream()
                .map(each -> each.per().around(back, outline.zone()).start())
                .min(Instant::compareTo)
                .orElse(back);
    }

    /// The periods in which one of the customers has as many as he may have, and the starts at which he has a seat.
    static List<TimeRange> closed(Outline outline, List<Had> all) {
        var closed = new ArrayList<TimeRange>();
        for (var limit : limits(outline)) {
            all.stream()
                    .collect(Collectors.groupingBy(
                            each -> new Quota(
                                    each.customer, limit.per().around(each.start, outline.zone()), limit.max()),
                            Collectors.counting()))
                    .forEach((quota, taken) -> {
                        if (taken >= quota.most()) {
                            closed.add(quota.period());
                        }
                    });
        }
        if (isUnique(outline)) {
            all.forEach(each -> closed.add(new TimeRange(each.start, each.start.plus(MOMENT))));
        }
        return closed.stream().distinct().toList();
    }
}
