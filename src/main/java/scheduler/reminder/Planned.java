package scheduler.reminder;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import scheduler.service.Reminder;
import scheduler.service.Reminder.Late;

/// A message that is to be sent about a booking, to one recipient, by a rule that is known by `key` there.
record Planned(
        UUID booking, long sequence, String key, Reminder rule, Recipient recipient, Instant due, Moment moment) {

    /// After the end of a booking nothing that was due before is said any more because something changes: it may have
    /// been said, and nobody know of it any more.
    static final Duration PAST = Duration.ofDays(31);

    private static final String TOO_LATE = "It would have been due before the booking was made.";

    /// What its due time is to the moment at which it is planned.
    enum Moment {
        /// It has one of its own.
        ITS_OWN,
        /// It is due because it is planned: for what has just happened, or instead of a time that has passed.
        AT_ONCE,
        /// It would have been due before, and is none.
        MISSED,
        /// It would have been due before, and the booking is long over: it is left as it is.
        LONG_AGO
    }

    /// What is to be said about a booking by the rules of its service. It stands as it does since `since`, by what
    /// `happened` then; where nothing did, that is nobody's.
    static List<Planned> of(About about, List<Reminder> rules, Instant since, News happened) {
        var planned = new LinkedHashMap<String, Planned>();
        var variants = new HashMap<String, List<Reminder>>();
        for (var rule : rules) {
            var on = rule.on();
            for (var recipient : about.recipients(rule)) {
                var alike = variants.computeIfAbsent(rule.key() + " " + recipient.key(), _ -> new ArrayList<>());
                var key = key(rule, alike);
                if (on == null ? about.mayComeTo(rule, recipient) : happened.isFor(recipient, on)) {
                    var plan = on == null
                            ? plan(about, key, rule, recipient, since)
                            : new Planned(about.id(), about.sequence(), key, rule, recipient, since, Moment.AT_ONCE);
                    planned.merge(key + " " + recipient.key(), plan, Planned::rather);
                }
            }
        }
        return List.copyOf(planned.values());
    }

    /// Two rules may ask for the same; it is said once. Those that differ in when they apply are two, and the second
    /// has a number, whatever status the booking has: so each is still itself when that changes.
    private static String key(Reminder rule, List<Reminder> alike) {
        int at = 0;
        while (at < alike.size() && !rule.appliesWhen(alike.get(at))) {
            at++;
        }
        if (at == alike.size()) {
            alike.add(rule);
        }
        return at == 0 ? rule.key() : rule.key() + "#" + (at + 1);
    }

    /// Of two for the same one is enough, and the one that may be late is never missed.
    private Planned rather(Planned other) {
        return rule.late() == Late.SKIP && other.rule.late() == Late.SEND ? other : this;
    }

    private static Planned plan(About about, String key, Reminder rule, Recipient recipient, Instant since) {
        var due = rule.due(about.time(), about.zone(), recipient.zone().orElse(about.zone()));
        var moment = moment(about, rule, due, since);
        return new Planned(
                about.id(), about.sequence(), key, rule, recipient, moment == Moment.AT_ONCE ? since : due, moment);
    }

    private static Moment moment(About about, Reminder rule, Instant due, Instant since) {
        if (!due.isBefore(since)) {
            return Moment.ITS_OWN;
        }
        if (about.time().end().isBefore(since.minus(PAST))) {
            return Moment.LONG_AGO;
        }
        return rule.late() == Late.SEND ? Moment.AT_ONCE : Moment.MISSED;
    }

    /// Why it is not to be sent, if it is not.
    @Nullable
    String note() {
        return moment == Moment.MISSED ? TOO_LATE : null;
    }
}
