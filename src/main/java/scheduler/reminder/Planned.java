package scheduler.reminder;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.service.Reminder;
import scheduler.service.Reminder.Late;

/// A message that is to be sent about a booking, to one recipient. Where it would have been due before the booking was
/// made, its note says so, and it is none.
record Planned(
        UUID booking,
        long sequence,
        Reminder rule,
        Recipient recipient,
        Instant due,
        @Nullable String note) {

    static final String TOO_LATE = "It would have been due before the booking was made.";

    /// What is to be said about a booking by the rules of its service. It stands as it does since `since`, by what
    /// `happened` then; where nothing did, that is nobody's.
    static List<Planned> of(About about, List<Reminder> rules, Instant since, News happened) {
        // Two rules may ask for the same; it is said once.
        var planned = new LinkedHashMap<String, Planned>();
        for (var rule : rules) {
            var on = rule.on();
            for (var recipient : about.recipients(rule)) {
                if (on == null ? about.mayComeTo(rule) : happened.isFor(recipient, on)) {
                    var plan = on == null
                            ? plan(about, rule, recipient, since)
                            : new Planned(about.id(), about.sequence(), rule, recipient, since, null);
                    planned.putIfAbsent(rule.key() + " " + recipient.key(), plan);
                }
            }
        }
        return List.copyOf(planned.values());
    }

    private static Planned plan(About about, Reminder rule, Recipient recipient, Instant since) {
        var due = rule.due(about.time(), about.zone(), recipient.zone().orElse(about.zone()));
        boolean isLate = due.isBefore(since);
        return new Planned(
                about.id(),
                about.sequence(),
                rule,
                recipient,
                isLate && rule.late() == Late.SEND ? since : due,
                isLate && rule.late() == Late.SKIP ? TOO_LATE : null);
    }
}
