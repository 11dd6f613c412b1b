package scheduler.reminder;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import scheduler.event.Happened;
import scheduler.message.Tenant;
import scheduler.reminder.Channel.InLog;

/// What has become of a reminder: `next` is when it is tried again, `message` what was said or would have been.
record Settled(
        Due due,
        State state,
        @Nullable String note,
        @Nullable Instant next,
        boolean wasTried,
        @Nullable JsonObject message,
        InLog inLog) {

    /// The states of a reminder that is due.
    enum State {
        PLANNED,
        SENT,
        FAILED,
        MISSED,
        VOID;

        String text() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Settled sent(Due due, JsonObject message, InLog inLog) {
        return new Settled(due, State.SENT, null, null, true, message, inLog);
    }

    static Settled again(Due due, String why, Instant next) {
        return new Settled(due, State.PLANNED, why, next, true, null, InLog.NOTHING);
    }

    static Settled later(Due due, String why, Instant next) {
        return new Settled(due, State.PLANNED, why, next, false, null, InLog.NOTHING);
    }

    static Settled failed(Due due, String why, boolean wasTried, @Nullable JsonObject message) {
        return new Settled(due, State.FAILED, why, null, wasTried, message, InLog.NOTHING);
    }

    /// What has become of it cannot be told by an event.
    static Settled unnotable(Due due) {
        return new Settled(due, State.FAILED, "What became of it could not be noted.", null, true, null, InLog.NOTHING);
    }

    static Settled missed(Due due, String why, JsonObject message) {
        return new Settled(due, State.MISSED, why, null, false, message, InLog.NOTHING);
    }

    static Settled dropped(Due due, String why) {
        return new Settled(due, State.VOID, why, null, false, null, InLog.NOTHING);
    }

    /// What is left of it where its booking has changed since it was looked at. The log tells nobody of a booking what
    /// was true of it before: a message that only the log would carry is judged anew.
    Settled ofChanged() {
        return switch (inLog) {
            case NOTHING -> this;
            case COPY -> new Settled(due, state, note, next, wasTried, message, InLog.NOTHING);
            case MESSAGE -> new Settled(due, State.PLANNED, null, null, false, null, InLog.NOTHING);
        };
    }

    /// What the log tells of it.
    List<Happened> events(Tenant tenant) {
        if (message == null) {
            return List.of();
        }
        var events = new ArrayList<Happened>();
        if (inLog != InLog.NOTHING) {
            events.add(event(tenant, "reminder.due", message));
        }
        var data = note == null ? message : message.copy().put("note", note);
        events.add(event(tenant, "reminder." + state.text(), data));
        return events;
    }

    private Happened event(Tenant tenant, String type, JsonObject data) {
        return new Happened(tenant.no(), type, due.booking().toString(), data);
    }
}
