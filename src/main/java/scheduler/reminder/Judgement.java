package scheduler.reminder;

import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scheduler.database.StoreFailure;
import scheduler.database.StoreFailure.Effect;
import scheduler.mail.Undeliverable;
import scheduler.message.Refusal;
import scheduler.reminder.LookStore.Looked;
import scheduler.service.Reminder;

/// Decides, at the moment of sending, what becomes of a reminder: the booking may have been changed since it was
/// planned, and the service may have been away when it was due.
record Judgement(Instant now, Duration grace) {

    static final int ATTEMPTS_MAX = 8;

    private static final Logger LOG = LoggerFactory.getLogger(Judgement.class);

    private static final int REASON_MAX = 500;
    /// Longer than clocks of nodes differ from the database's.
    private static final Duration PAUSE_BEHIND = Duration.ofSeconds(3);
    private static final Duration MOMENT = Duration.ofMinutes(1);
    private static final Duration PAUSE_FIRST = Duration.ofSeconds(30);
    private static final Duration PAUSE_MAX = Duration.ofHours(1);

    /// What is to be said, or what becomes of it without that.
    sealed interface Verdict {
        record Say(JsonObject message, About booking) implements Verdict {}

        record End(Settled settled) implements Verdict {}
    }

    /// One that cannot be said, for whatever reason, fails alone and at once: it would be the same the next time.
    Verdict judge(Due due, Looked looked) {
        if (looked.unreadable().contains(due.booking())) {
            return unreadable(due);
        }
        if (looked.changing().contains(due.booking())) {
            return new Verdict.End(Settled.later(due, "The booking is being changed.", now.plus(PAUSE_BEHIND)));
        }
        try {
            var verdict = judge(due, looked.bookings().get(due.booking()));
            return verdict instanceof Verdict.Say && looked.overtaking().contains(due.id())
                    ? new Verdict.End(Settled.later(due, "An earlier one is on its way.", now.plus(PAUSE_BEHIND)))
                    : verdict;
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("reminder", due.id()).setCause(e).log("A reminder cannot be sent");
            return unreadable(due);
        }
    }

    private static Verdict unreadable(Due due) {
        return new Verdict.End(Settled.failed(due, "The booking cannot be read.", false, unread(due)));
    }

    private Verdict judge(Due due, @Nullable About booking) {
        if (booking == null || booking.sequence() != due.sequence()) {
            return dropped(due, "The booking has another time.");
        }
        var recipient = recipient(due, booking);
        if (recipient.isEmpty()) {
            return dropped(due, "The recipient has nothing to do with it any more.");
        }
        var status = booking.status(due.rule(), recipient.get());
        if (!due.rule().statuses().contains(status)) {
            var who = status.equals(booking.status()) ? "booking" : "recipient";
            return dropped(due, "The " + who + " is " + status + ".");
        }
        if (due.rule().channel().equals(Reminder.EMAIL) && recipient.get().email() == null) {
            return dropped(due, "The recipient has no e-mail address.");
        }
        var message = message(due, booking, recipient.get());
        if (due.attempts() > 0 && hasBegun(due, booking, now)) {
            return failed(due, "It is not known to have been sent before the start.", message);
        }
        if (due.attempts() >= ATTEMPTS_MAX) {
            return failed(due, "It was tried " + due.attempts() + " times, and never noted as sent.", message);
        }
        var late = late(due, booking);
        if (late != null) {
            return new Verdict.End(Settled.missed(due, late, message));
        }
        // To be sent takes a moment, which does not make it late; nor is this clock that by which it is due.
        var then = due.dueAt().plus(MOMENT).isBefore(now) ? now : due.dueAt();
        var heard =
                due.rule().heard(then, booking.time(), recipient.get().zone().orElse(booking.zone()));
        // Quiet hours were kept when it was planned. What is due because something happened, is late or is tried once
        // more comes to them here.
        return heard.isAfter(then) && heard.isAfter(now)
                ? new Verdict.End(Settled.later(due, "It is quiet where the recipient lives.", heard))
                : new Verdict.Say(message, booking);
    }

    private static Verdict failed(Due due, String why, JsonObject message) {
        return new Verdict.End(Settled.failed(due, why, false, message));
    }

    private static Verdict dropped(Due due, String why) {
        return new Verdict.End(Settled.dropped(due, why));
    }

    private static Optional<Recipient> recipient(Due due, About booking) {
        List<Recipient> wanted = booking.recipients(due.rule());
        return wanted.stream()
                .filter(each -> each.key().equals(due.recipient()))
                .findFirst();
    }

    /// Why it is too late to say it, or nothing.
    private @Nullable String late(Due due, About booking) {
        if (hasBegun(due, booking, now)) {
            return "The service was away until after the start.";
        }
        return due.dueAt().plus(grace).isBefore(now) ? "The service was away for longer than the grace." : null;
    }

    private static boolean hasBegun(Due due, About booking, Instant then) {
        return due.rule().before() != null && !then.isBefore(booking.time().start());
    }

    /// What becomes of one that could not be sent: it is tried again after a pause that doubles, so often. What the
    /// database kept from being tried is no attempt.
    Settled after(Due due, About booking, Throwable failure, JsonObject message) {
        var why = reason(failure);
        if (failure instanceof Undeliverable undeliverable) {
            return Settled.failed(due, why, undeliverable.wasTried(), message);
        }
        if (failure instanceof Refusal || (failure instanceof StoreFailure store && store.effect() != Effect.NONE)) {
            return Settled.later(due, why, now.plus(PAUSE_FIRST));
        }
        long pause = Math.min(PAUSE_MAX.toMillis(), PAUSE_FIRST.toMillis() << due.attempts());
        var next = now.plusMillis(pause + ThreadLocalRandom.current().nextLong(pause / 4));
        return due.attempts() + 1 >= ATTEMPTS_MAX || hasBegun(due, booking, next)
                ? Settled.failed(due, why, true, message)
                : Settled.again(due, why, next);
    }

    private static String reason(Throwable failure) {
        var text = String.valueOf(failure.getMessage());
        return text.length() <= REASON_MAX ? text : text.substring(0, REASON_MAX);
    }

    private static JsonObject message(Due due, About booking, Recipient recipient) {
        return message(due, booking.toJson()).put("recipient", recipient.toJson());
    }

    private static JsonObject unread(Due due) {
        return message(due, new JsonObject().put("id", due.booking().toString()).put("sequence", due.sequence()));
    }

    private static JsonObject message(Due due, JsonObject booking) {
        return new JsonObject()
                .put("id", due.id().toString())
                .put("tenant", due.tenant().id())
                .put("channel", due.rule().channel())
                .put("rule", due.rule().toJson())
                .put("due", due.plannedFor().toString())
                .put("booking", booking);
    }
}
