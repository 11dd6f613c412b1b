package scheduler.availability.slot;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Limits;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Outline.Role;
import scheduler.availability.picture.Picture;
import scheduler.availability.slot.Verdict.Admitted;
import scheduler.availability.slot.Verdict.Assigned;
import scheduler.availability.slot.Verdict.Declined;
import scheduler.message.Code;

/// Says why a start can or cannot be booked: every rule in the order in which the slot function applies them, in
/// codes for machines and in a sentence for people. It shows what the function has judged and judges nothing
/// itself.
public final class Trace {

    private static final int RESOURCES_MAX = 20;

    private final Outline outline;
    private final Limits limits;
    private final Judgement judgement;
    private final long start;
    private final JsonArray rules = new JsonArray();

    private Trace(Picture picture, long start) {
        this.outline = picture.outline();
        this.limits = picture.limits();
        this.judgement = new Judgement(picture);
        this.start = start;
    }

    /// The rules, each `{rule, ok, detail}` and what it is about.
    public static JsonArray of(Picture picture, Instant start) {
        return of(picture, start, 1, null);
    }

    /// The same for so many `seats` together, and where a limit is known to be reached that the picture does not show.
    public static JsonArray of(Picture picture, Instant start, int seats, @Nullable Declined limited) {
        var trace = new Trace(picture, Busy.micros(start));
        trace.times();
        if (limited != null) {
            trace.add("limit", false, limited.code(), limited.reason());
        } else if (!trace.limits.isEmpty()) {
            trace.limit();
        }
        if (trace.seats(seats)) {
            return trace.rules;
        }
        for (int r = 0; r < trace.outline.roles().size(); r++) {
            trace.role(r);
        }
        if (trace.outline.sharesCandidates()) {
            trace.assignment();
        }
        return trace.rules;
    }

    /// One rule as it stands in a trace; `code` is told where it is broken.
    public static JsonObject rule(String rule, boolean ok, Code code, String detail) {
        var json = new JsonObject().put("rule", rule).put("ok", ok);
        if (!ok) {
            json.put("code", code.text());
        }
        return json.put("detail", detail);
    }

    /// The same with the verdict, and what else can be had.
    public static JsonObject explained(Picture picture, Instant start, JsonArray alternatives) {
        var verdict = SlotFunction.admit(picture, start, 1);
        var json = new JsonObject().put("bookable", verdict instanceof Admitted);
        switch (verdict) {
            case Admitted admitted -> {
                var resources = new JsonArray();
                admitted.assigned().forEach(each -> resources.add(chosen(each)));
                json.put("resources", resources);
            }
            case Verdict.Declined(var code, var reason) ->
                json.put("code", code.text()).put("detail", reason);
        }
        return json.put("rules", of(picture, start)).put("alternatives", alternatives);
    }

    private static JsonObject chosen(Assigned assigned) {
        var json = new JsonObject().put("role", assigned.role()).put("id", assigned.id());
        var choice = assigned.choice();
        return choice == null ? json : json.put("chosen", choice.toJson());
    }

    private void times() {
        var service = outline.service();
        boolean soon = start < judgement.earliest();
        add(
                "min_notice",
                !soon,
                Code.TOO_SOON,
                soon
                        ? Judgement.tooSoon(service)
                        : "The start is not nearer than the minimum notice of " + service.minNotice() + ".");
        boolean late = start >= judgement.tooLate();
        add(
                "horizon",
                !late,
                Code.TOO_LATE,
                late
                        ? Judgement.tooLate(service)
                        : "The start lies within the " + service.horizon() + " for which bookings are taken.");
    }

    private void limit() {
        var reached = limits.reached(start);
        add(
                "limit",
                reached == null,
                Code.LIMIT_REACHED,
                reached == null
                        ? "The limits of the service leave room."
                        : "There are as many bookings then as there may be: " + reached.said() + ".");
    }

    /// Whoever finds seats needs nobody anew; true when somebody does.
    private boolean seats(int needed) {
        var seats = judgement.seats();
        if (seats == null) {
            return false;
        }
        boolean hasSeat = seats.look(start);
        boolean hasSeats = seats.fullestFor(needed).isPresent();
        if (seats.isOpened()) {
            var said = hasSeats
                    ? "A session has been opened then in which seats are left: " + seats.left() + "."
                    : (hasSeat
                                    ? "What has been opened then has not " + needed + " seats left together"
                                    : "Every seat of what has been opened then is taken")
                            + ": another session has to be.";
            add("seats", true, Code.SLOT_TAKEN, said).put("needed", needed).put("free", seats.left());
        }
        return hasSeats;
    }

    private JsonObject add(String rule, boolean ok, Code code, String detail) {
        var json = rule(rule, ok, code, detail);
        rules.add(json);
        return json;
    }

    private void role(int index) {
        var role = outline.roles().get(index);
        boolean ok = judgement.fills(index, start);
        int needed = role.requirement().quantity();
        int free = 0;
        for (int fit : judgement.fits()[index]) {
            free += fit > 0 ? 1 : 0;
        }
        var problem = ok ? null : judgement.declined();
        add(
                        "resources",
                        ok,
                        problem == null ? Code.SLOT_TAKEN : problem.code(),
                        problem == null
                                ? free + " of " + role.ids().size() + " could be the "
                                        + role.requirement().role() + ", " + needed + " needed."
                                : problem.reason())
                .put("role", role.requirement().role())
                .put("needed", needed)
                .put("free", free)
                .put("resources", resources(role, judgement.fits()[index]));
    }

    private static JsonArray resources(Role role, int[] fits) {
        var json = new JsonArray();
        for (int i = 0; i < Math.min(fits.length, RESOURCES_MAX); i++) {
            var each = new JsonObject().put("id", role.ids().get(i)).put("ok", fits[i] > 0);
            json.add(
                    fits[i] > 0
                            ? each
                            : each.put("code", Judgement.code(fits[i]).text()));
        }
        return json;
    }

    private void assignment() {
        if (!judgement.suitsUnplaced()) {
            var declined = judgement.declined();
            add("assignment", false, declined.code(), declined.reason());
            return;
        }
        boolean ok = Roles.isRoom(outline, judgement.fits());
        add(
                "assignment",
                ok,
                Code.SLOT_TAKEN,
                ok
                        ? "Nobody is needed for two roles at once."
                        : Judgement.taken().reason());
    }
}
