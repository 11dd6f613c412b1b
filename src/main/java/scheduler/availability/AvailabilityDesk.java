package scheduler.availability;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Overdue;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Outline;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Pin;
import scheduler.availability.slot.SlotFunction;
import scheduler.availability.slot.SlotFunction.Listed;
import scheduler.availability.slot.SlotFunction.Why;
import scheduler.availability.slot.SlotText;
import scheduler.availability.slot.Trace;
import scheduler.event.Past;
import scheduler.message.Code;
import scheduler.message.Freshness;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Outcome.Live;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.recurrence.Recurrence;
import scheduler.time.Instants;
import scheduler.time.TimeRange;

/// Answers what can be booked.
final class AvailabilityDesk {

    private static final int SLOTS_MAX = 20_000;

    /// What one question may cost, in starts that are held against a resource: the others on its event loop wait for
    /// it.
    private static final int JUDGEMENTS_MAX = 2_000_000;

    private final Pictures pictures;
    private final Overdue overdue;
    private final Past past;

    AvailabilityDesk(Pictures pictures, Overdue overdue, Past past) {
        this.pictures = pictures;
        this.overdue = overdue;
        this.past = past;
    }

    Future<Outcome> find(FindSlots find) {
        var asOf = find.asOf();
        return asOf == null
                ? overdue.end(find.tenant()).compose(_ -> find(pictures, overdue, find))
                : findThen(find, asOf);
    }

    /// By the catalog, the bookings and the clock of then.
    private Future<Outcome> findThen(FindSlots find, Instant asOf) {
        if (find.rule().isPresent()) {
            throw Refusal.invalid("?asOf", "It cannot be asked together with rrule.");
        }
        return past.at(find.tenant(), asOf, "?asOf")
                .compose(moment -> find(pictures.past(moment, find.bounds().inAnyZone()), Overdue.NOTHING, find));
    }

    private static Future<Outcome> find(Pictures pictures, Overdue overdue, FindSlots find) {
        // Looked up first: what changes meanwhile makes the answer one that is not remembered.
        long epoch = pictures.epoch(find.tenant().no());
        return outline(pictures, find).compose(outline -> {
            var zone = find.timeZone().orElseGet(() -> zone(outline, find.resource()));
            return find.bounds()
                    .in(zone)
                    .map(range -> find.rule()
                            .map(rule -> list(pictures, outline, zone, range, rule))
                            .orElseGet(() -> list(pictures, overdue, find, outline, zone, range, epoch)))
                    .orElseGet(() -> Future.succeededFuture(noSuchDay(outline, zone)));
        });
    }

    Future<Outcome> explain(ExplainSlot explain) {
        return overdue.end(explain.tenant()).compose(_ -> explainNow(explain));
    }

    private Future<Outcome> explainNow(ExplainSlot explain) {
        return pictures.outline(
                        explain.tenant(), explain.service(), null, explain.duration(), _ -> pins(explain.resource()))
                .recover(AvailabilityDesk::atParameter)
                .compose(outline -> {
                    var start = explain.start().in(outline.zone(), "?start");
                    return Refusals.alternatives(pictures, outline, start, Asker.of(1))
                            .compose(alternatives -> pictures.picture(
                                            outline, new TimeRange(start, start.plus(outline.duration())), null)
                                    .map(picture -> explained(picture, start, alternatives)));
                });
    }

    private static Outcome explained(Picture picture, Instant start, JsonArray alternatives) {
        var outline = picture.outline();
        var json = new JsonObject()
                .put("service", outline.service().id())
                .put("serviceVersion", outline.serviceVersion())
                .put("timeZone", outline.zone().getId())
                .put("start", Instants.write(start, outline.zone()))
                .put("end", Instants.write(start.plus(outline.duration()), outline.zone()))
                .mergeIn(Trace.explained(picture, start, alternatives));
        return new Found(json.encode(), 0);
    }

    private static List<Pin> pins(@Nullable String resource) {
        return resource == null ? List.of() : List.of(new Pin(null, resource, "?resource"));
    }

    /// The same for as long as somebody listens.
    Future<Outcome> watch(WatchSlots watch) {
        return Future.succeededFuture(new Live(new SlotFeed(pictures, watch.find())));
    }

    static Future<Outline> outline(Pictures pictures, FindSlots find) {
        return pictures.outline(find.tenant(), find.service(), null, find.duration(), _ -> pins(find.resource()))
                .recover(AvailabilityDesk::atParameter);
    }

    private static Future<Outcome> list(
            Pictures pictures,
            Overdue overdue,
            FindSlots find,
            Outline outline,
            ZoneId zone,
            TimeRange range,
            long epoch) {
        refuseTooMuch(outline, range, JUDGEMENTS_MAX);
        return pictures.picture(outline, range, null).map(picture -> {
            var grid = SlotFunction.grid(picture.outline(), range);
            var listed = SlotFunction.list(picture, grid, SLOTS_MAX + 1);
            return answer(
                    outline,
                    zone,
                    range,
                    listed,
                    find.asOf() == null ? Remembrance.of(pictures, overdue, picture, epoch, grid) : Freshness.NONE);
        });
    }

    /// The starts of a series.
    private static Future<Outcome> list(
            Pictures pictures, Outline outline, ZoneId zone, TimeRange range, Recurrence rule) {
        refuseTooMuch(outline, range, JUDGEMENTS_MAX);
        return pictures.picture(outline, range, null)
                .map(picture -> SlotFunction.list(picture, range, SLOTS_MAX + 1))
                .compose(listed -> new Repeating(pictures, outline, rule)
                        .startable(listed.slots())
                        .map(slots -> new Listed(slots, slots.isEmpty() ? emptied(listed) : "")))
                .map(listed -> answer(outline, zone, range, listed, Freshness.NONE));
    }

    /// Where single appointments are left, the series is what there is no room for.
    private static String emptied(Listed listed) {
        return listed.slots().isEmpty() ? listed.empty() : Why.FULL.text();
    }

    private static Outcome noSuchDay(Outline outline, ZoneId zone) {
        return new Found(SlotText.answer(outline, zone, null, null, List.of(), "closed"), 0);
    }

    /// Of the resource that is asked for, or else of the service.
    static ZoneId zone(Outline outline, @Nullable String resource) {
        return outline.roles().stream()
                .flatMap(role -> role.candidates().stream())
                .filter(each -> each.id().equals(resource))
                .findFirst()
                .map(Candidate::zone)
                .orElse(outline.zone());
    }

    static void refuseTooMuch(Outline outline, TimeRange range, int judgementsMax) {
        var most = outline.reach(judgementsMax);
        if (range.length().compareTo(most) > 0) {
            throw Refusal.invalid(
                    "?to",
                    "That is too much at once for " + outline.size() + " resources on a grid of "
                            + outline.service().step() + ": ask for " + most.toHours()
                            + " hours at most, or name a resource.");
        }
    }

    private static Outcome answer(Outline outline, ZoneId zone, TimeRange range, Listed listed, Freshness freshness) {
        if (listed.slots().size() > SLOTS_MAX) {
            return Outcome.refused(Problem.at(
                    Code.INVALID, "?to", "There are more than " + SLOTS_MAX + " slots: ask for a shorter range."));
        }
        return new Found(
                SlotText.answer(outline, zone, range.start(), range.end(), listed.slots(), listed.empty()),
                0,
                freshness);
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
