package scheduler.reminder;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import scheduler.event.Happened;
import scheduler.message.Tenant;
import scheduler.service.Reminder;

/// What has become of a reminder: `next` is when it is tried again, `message` what was said or would have been.
record Settled(
        Due due,
        State state,
        @Nullable String note,
        @Nullable Instant next,
        boolean wasTried,
        @Nullable JsonObject message) {

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

    static Settled sent(Due due, JsonObject message) {
        return new Settled(due, State.SENT, null, null, true, message);
    }

    static Settled again(Due due, String why, Instant next) {
        return new Settled(due, State.PLANNED, why, next, true, null);
    }

    static Settled failed(Due due, String why, boolean wasTried, @Nullable JsonObject message) {
        return new Settled(due, State.FAILED, why, null, wasTried, message);
    }

    static Settled missed(Due due, String why, JsonObject message) {
        return new Settled(due, State.MISSED, why, null, false, message);
    }

    static Settled dropped(Due due, String why) {
        return new Settled(due, State.VOID, why, null, false, null);
    }

    /// What the log tells of it. By the channels that carry events the event is the message.
    List<Happened> events(Tenant tenant) {
        if (message == null) {
            return List.of();
        }
        var channel = due.rule().channel();
        var events = new ArrayList<Happened>();
        if (state == State.SENT && (channel.equals(Reminder.WEBHOOK) || channel.equals(Reminder.BUS))) {
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
