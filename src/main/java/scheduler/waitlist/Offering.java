package scheduler.waitlist;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.UUID;
import scheduler.availability.Start;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Outline;
import scheduler.availability.slot.Slot;
import scheduler.availability.slot.SlotFunction;
import scheduler.booking.Holds.HoldSlot;
import scheduler.booking.Holds.ReleaseHold;
import scheduler.booking.Wanted;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Refused;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.message.Write.Expected;
import scheduler.platform.Times;
import scheduler.service.Limit;
import scheduler.time.TimeRange;
import scheduler.waitlist.Look.Answer;
import scheduler.waitlist.Look.Chance;
import scheduler.waitlist.Waitlist.Status;
import scheduler.waitlist.WaitlistStore.Next;

/// Finds the first time that suits somebody who waits, and holds it for him.
final class Offering implements Look.Chances {

    /// What is looked at in one go, in starts that are held against a resource.
    private static final int JUDGEMENTS_MAX = 30_000;

    private static final Duration SLICE_MAX = Duration.ofDays(31);
    private static final int SLOTS_MAX = 5_000;
    private static final int SLICES_AT_ONCE = 16;
    private static final String FINGERPRINT = "waitlist";

    private final Vertx vertx;
    private final Pictures pictures;
    private final WaitlistStore store;
    private final Times times;
    private final Tenant tenant;
    private int slices;

    Offering(Vertx vertx, Pictures pictures, WaitlistStore store, Times times, Tenant tenant) {
        this.vertx = vertx;
        this.pictures = pictures;
        this.store = store;
        this.times = times;
        this.tenant = tenant;
    }

    /// That his service or his resource is gone is no failure of anything: he waits on in vain.
    @Override
    public Future<Optional<Chance>> first(Seeker seeker, Freed freed) {
        return outline(seeker.entry())
                .compose(outline -> within(seeker.entry(), outline, freed)
                        .map(range ->
                                first(seeker, outline, range).map(found -> found.map(slot -> chance(slot, outline))))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())))
                .recover(failure -> failure instanceof Refusal refusal && !refusal.isPassing()
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure));
    }

    private Future<Outline> outline(Entry entry) {
        var wanted = entry.wish().wanted();
        return pictures.outline(tenant, wanted.service(), null, wanted.duration(), _ -> wanted.pins());
    }

    /// The starts that come into question. Where a limit counts, what is freed may give way to something else within
    /// the period.
    private Optional<TimeRange> within(Entry entry, Outline outline, Freed freed) {
        var now = times.now(tenant);
        // A notice may reach beyond the horizon, so these may be no range.
        var bookable = new Freed(outline.earliest(now), outline.tooLate(now));
        return entry.wish()
                .bounds()
                .in(outline.zone())
                .flatMap(bookable::in)
                .flatMap(range -> outline.service().limits().isEmpty()
                        ? freed.starts(range, outline.before(), outline.after())
                        : Optional.of(range));
    }

    /// In slices, between which others have their turn, for who waits for anything within a year, and many who wait at
    /// all, would keep an event loop busy.
    private Future<Optional<Slot>> first(Seeker seeker, Outline outline, TimeRange range) {
        var reach = outline.reach(JUDGEMENTS_MAX);
        var sliceEnd = range.start().plus(reach.compareTo(SLICE_MAX) < 0 ? reach : SLICE_MAX);
        boolean isLast = !sliceEnd.isBefore(range.end());
        var slice = isLast ? range : new TimeRange(range.start(), sliceEnd);
        return breath().compose(_ -> pictures.picture(outline, slice, null))
                .map(picture ->
                        SlotFunction.list(
                                        picture,
                                        slice,
                                        SLOTS_MAX,
                                        seeker.entry().wish().seats())
                                .slots()
                                .stream()
                                .filter(slot -> suits(seeker, outline, slot))
                                .findFirst())
                .compose(found -> found.isPresent() || isLast
                        ? Future.succeededFuture(found)
                        : first(seeker, outline, new TimeRange(sliceEnd, range.end())));
    }

    private Future<?> breath() {
        slices++;
        return slices % SLICES_AT_ONCE == 0 ? vertx.timer(1) : Future.succeededFuture();
    }

    private static boolean suits(Seeker seeker, Outline outline, Slot slot) {
        var wish = seeker.entry().wish();
        return wish.suits(slot.start(), outline.zone()) && !seeker.isClosed(slot.start());
    }

    private static Chance chance(Slot slot, Outline outline) {
        var limited = outline.service().limits().stream()
                .filter(each -> each.of().equals(Limit.OF_CUSTOMER))
                .map(each -> each.per().around(slot.start(), outline.zone()))
                .sorted(Comparator.comparing(TimeRange::length))
                .toList();
        return new Chance(new TimeRange(slot.start(), slot.end()), taken(slot.start(), outline), limited);
    }

    private static TimeRange taken(Instant start, Outline outline) {
        return new TimeRange(start.minus(outline.before()), start.plus(outline.after()));
    }

    @Override
    public Future<Answer> hold(Seeker seeker, Chance chance) {
        var entry = seeker.entry();
        var wish = entry.wish();
        var wanted = wish.wanted();
        var start = chance.time().start();
        var write = new Write(tenant, WaitlistStore.key(entry), FINGERPRINT, Expected.ANYTHING);
        var hold = new HoldSlot(
                write,
                new Wanted(wanted.service(), new Start.At(start), wanted.duration(), wanted.pins(), wanted.attendees()),
                wish.seats(),
                wish.ttl(),
                true);
        return HoldSlot.ADDRESS.askInTime(vertx, hold).recover(Outcome::thrown).compose(outcome -> switch (outcome) {
            case Changed(var receipt) ->
                held(entry, new JsonObject(receipt.body())).map(Answer.Plain.HELD);
            case Refused(var problem) -> Future.succeededFuture(answer(problem, chance));
            default -> Future.succeededFuture(Answer.Plain.NEVER);
        });
    }

    /// Of limits on a customer only the database knows. The shortest may be the one that is reached; if it is another,
    /// the next start of its period tells.
    private static Answer answer(Problem problem, Chance chance) {
        boolean isOfHolds = problem.code() == Code.LIMIT_REACHED && "/attendees".equals(problem.pointer());
        if (isOfHolds) {
            return Answer.Plain.NEVER;
        }
        if (problem.code() == Code.LIMIT_REACHED && !chance.limited().isEmpty()) {
            return new Answer.Closed(chance.limited().getFirst());
        }
        return problem.code() == Code.ALREADY_BOOKED ? new Answer.Closed(chance.time()) : Answer.Plain.OUTRUN;
    }

    /// A node that could not tell an entry of its hold any more may have left it to this one.
    @Override
    public Future<Optional<Entry>> settle(Next next) {
        var entry = next.entry();
        var made = next.made();
        if (made == null) {
            return Future.succeededFuture(Optional.of(entry));
        }
        return next.stands() ? held(entry, made).map(Optional.empty()) : store.renew(tenant, entry, entry.renewed());
    }

    private Future<Void> held(Entry entry, JsonObject hold) {
        var id = UUID.fromString(hold.getString("id"));
        var offer = new JsonObject()
                .put("start", hold.getString("start"))
                .put("end", hold.getString("end"))
                .put("resources", hold.getJsonArray("resources"))
                .put("expiresAt", hold.getString("expiresAt"));
        return store.update(tenant, entry, entry.offered(id, offer, times.now(tenant)))
                .compose(isDone -> isDone ? Future.succeededFuture() : releaseUnlessOffered(entry.id(), id));
    }

    /// The entry has changed meanwhile: it was offered by another node, or nobody waits any more.
    private Future<Void> releaseUnlessOffered(UUID entry, UUID hold) {
        return store.find(tenant, entry).compose(found -> {
            boolean isOffered = found.filter(each -> each.status() != Status.WAITING && each.status() != Status.LEFT)
                    .filter(each -> hold.equals(each.hold()))
                    .isPresent();
            return isOffered
                    ? Future.succeededFuture()
                    : ReleaseHold.ADDRESS
                            .askInTime(vertx, new ReleaseHold(Write.plain(tenant), hold))
                            .recover(Outcome::thrown)
                            .mapEmpty();
        });
    }
}
