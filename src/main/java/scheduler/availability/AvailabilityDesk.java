package scheduler.availability;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.ZoneId;
import java.util.List;
import scheduler.availability.SlotFunction.Listed;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.time.Instants;
import scheduler.time.TimeRange;

/// Answers what can be booked.
final class AvailabilityDesk {

    private static final int SLOTS_MAX = 20_000;

    /// What one question may cost, in starts that are held against a resource: the others on its event loop wait for
    /// it.
    private static final int JUDGEMENTS_MAX = 200_000;

    private final Pictures pictures;

    AvailabilityDesk(Pictures pictures) {
        this.pictures = pictures;
    }

    Future<Outcome> find(FindSlots find) {
        var pins = find.resource() == null ? List.<Pin>of() : List.of(new Pin(null, find.resource(), "?resource"));
        return pictures.outline(find.tenant(), find.service(), null, _ -> pins)
                .recover(AvailabilityDesk::atParameter)
                .compose(outline -> {
                    var zone = find.timeZone().orElse(outline.zone());
                    var range = find.bounds().in(zone);
                    refuseTooMuch(outline, range);
                    return pictures.picture(outline, range, null)
                            .map(picture -> SlotFunction.list(picture, range, SLOTS_MAX + 1))
                            .map(listed -> answer(outline, zone, range, listed));
                });
    }

    private static void refuseTooMuch(Outline outline, TimeRange range) {
        var most = outline.reach(JUDGEMENTS_MAX);
        if (range.length().compareTo(most) > 0) {
            throw Refusal.invalid(
                    "?to",
                    "That is too much at once for " + outline.size() + " resources on a grid of "
                            + outline.service().step() + ": ask for " + most.toHours()
                            + " hours at most, or name a resource.");
        }
    }

    private static Outcome answer(Outline outline, ZoneId zone, TimeRange range, Listed listed) {
        if (listed.slots().size() > SLOTS_MAX) {
            return Outcome.refused(Problem.at(
                    Code.INVALID, "?to", "There are more than " + SLOTS_MAX + " slots: ask for a shorter range."));
        }
        var slots = new JsonArray();
        listed.slots()
                .forEach(slot -> slots.add(new JsonObject()
                        .put("start", Instants.write(slot.start(), zone))
                        .put("end", Instants.write(slot.end(), zone))
                        .put("resources", new JsonArray(slot.resources()))
                        .put("free", slot.free())));
        var json = new JsonObject()
                .put("service", outline.service().id())
                .put("serviceVersion", outline.serviceVersion())
                .put("timeZone", zone.getId())
                .put("from", Instants.write(range.start(), zone))
                .put("to", Instants.write(range.end(), zone))
                .put("slots", slots);
        if (!listed.empty().isEmpty()) {
            json.put("empty", listed.empty());
        }
        return new Found(json.encode(), 0);
    }

    /// The service is a query parameter here and a field of the body elsewhere.
    private static Future<Outline> atParameter(Throwable failure) {
        if (!(failure instanceof Refusal refusal)) {
            return Future.failedFuture(failure);
        }
        var problem = refusal.problem();
        var pointer = problem.pointer();
        return Future.failedFuture(
                pointer == null
                        ? refusal
                        : new Refusal(Problem.at(problem.code(), pointer.replaceFirst("^/", "?"), problem.detail())));
    }
}
