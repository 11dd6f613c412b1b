package scheduler.waitlist;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
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
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.message.Write.Expected;
import scheduler.platform.Times;
import scheduler.time.TimeRange;
import scheduler.waitlist.Waitlist.Status;
import scheduler.waitlist.WaitlistStore.Next;

/// Finds the first time that suits somebody who waits, and holds it for him.
final class Offering {

    /// What is looked at in one go, in starts that are held against a resource.
    private static final int JUDGEMENTS_MAX = 30_000;

    private static final Duration SLICE_MAX = Duration.ofDays(31);
    private static final int SLOTS_MAX = 5_000;
    private static final int TRIES_MAX = 3;
    private static final String FINGERPRINT = "waitlist";

    private final Vertx vertx;
    private final Pictures pictures;
    private final WaitlistStore store;
    private final Times times;

    Offering(Vertx vertx, Pictures pictures, WaitlistStore store, Times times) {
        this.vertx = vertx;
        this.pictures = pictures;
        this.store = store;
        this.times = times;
    }

    /// Offers somebody who waits the first time that suits him, if there is one. That his service or his resource is
    /// gone
    /// is no failure of anything: he waits on in vain.
    Future<Void> offer(Tenant tenant, Next next) {
        var entry = next.entry();
        var made = next.made();
        if (made != null) {
            return next.stands() ? held(tenant, entry, made) : store.renew(tenant, entry);
        }
        var wanted = entry.wish().wanted();
        return pictures.outline(tenant, wanted.service(), null, wanted.duration(), _ -> wanted.pins())
                .compose(outline -> offer(tenant, entry, outline, 1))
                .recover(failure ->
                        failure instanceof Refusal ? Future.succeededFuture() : Future.failedFuture(failure));
    }

    private Future<Void> offer(Tenant tenant, Entry entry, Outline outline, int attempt) {
        return first(entry, outline, from(entry, outline))
                .compose(slot -> slot.map(found -> hold(tenant, entry, found.start())
                                .compose(outcome -> switch (outcome) {
                                    case Changed(var receipt) -> held(tenant, entry, new JsonObject(receipt.body()));
                                    // Somebody was faster, so there may be another.
                                    default ->
                                        attempt < TRIES_MAX
                                                ? offer(tenant, entry, outline, attempt + 1)
                                                : Future.succeededFuture();
                                }))
                        .orElseGet(Future::succeededFuture));
    }

    private Instant from(Entry entry, Outline outline) {
        var now = times.now();
        var begins =
                entry.wish().bounds().in(outline.zone()).map(TimeRange::start).orElse(now);
        var earliest = outline.earliest(now);
        return begins.isAfter(earliest) ? begins : earliest;
    }

    /// In slices, between which others have their turn, for who waits for anything within a year would keep an event
    /// loop
    /// busy.
    private Future<Optional<Slot>> first(Entry entry, Outline outline, Instant from) {
        var tooLate = outline.tooLate(times.now());
        var end = entry.ends().isBefore(tooLate) ? entry.ends() : tooLate;
        if (!from.isBefore(end)) {
            return Future.succeededFuture(Optional.empty());
        }
        var reach = outline.reach(JUDGEMENTS_MAX);
        var sliceEnd = from.plus(reach.compareTo(SLICE_MAX) < 0 ? reach : SLICE_MAX);
        var range = new TimeRange(from, sliceEnd.isBefore(end) ? sliceEnd : end);
        return pictures.picture(outline, range, null)
                .map(picture -> SlotFunction.list(picture, range, SLOTS_MAX).slots().stream()
                        .filter(slot -> suits(entry, outline, slot))
                        .findFirst())
                .compose(found -> found.isPresent() || !range.end().isBefore(end)
                        ? Future.succeededFuture(found)
                        : vertx.timer(1).compose(_ -> first(entry, outline, range.end())));
    }

    private static boolean suits(Entry entry, Outline outline, Slot slot) {
        boolean hasSeats = outline.service().capacity() == null
                || slot.free() >= entry.wish().seats();
        return hasSeats && entry.wish().suits(slot.start(), outline.zone());
    }

    private Future<Outcome> hold(Tenant tenant, Entry entry, Instant start) {
        var wish = entry.wish();
        var wanted = wish.wanted();
        var left = Duration.between(times.now(), start);
        var write = new Write(tenant, WaitlistStore.key(entry), FINGERPRINT, Expected.ANYTHING);
        var hold = new HoldSlot(
                write,
                new Wanted(wanted.service(), new Start.At(start), wanted.duration(), wanted.pins(), wanted.attendees()),
                wish.seats(),
                wish.ttl().compareTo(left) < 0 ? wish.ttl() : left);
        return HoldSlot.ADDRESS.ask(vertx, hold);
    }

    private Future<Void> held(Tenant tenant, Entry entry, JsonObject hold) {
        var id = UUID.fromString(hold.getString("id"));
        var offer = new JsonObject()
                .put("start", hold.getString("start"))
                .put("end", hold.getString("end"))
                .put("resources", hold.getJsonArray("resources"))
                .put("expiresAt", hold.getString("expiresAt"));
        return store.update(tenant, entry.offered(id, offer, times.now()))
                .compose(isDone -> isDone ? Future.succeededFuture() : releaseUnlessOffered(tenant, entry.id(), id));
    }

    /// The entry has changed meanwhile: it was offered by another node, or nobody waits any more.
    private Future<Void> releaseUnlessOffered(Tenant tenant, UUID entry, UUID hold) {
        return store.find(tenant, entry).compose(found -> {
            boolean isOffered = found.filter(each -> each.status() != Status.WAITING && each.status() != Status.LEFT)
                    .filter(each -> hold.equals(each.hold()))
                    .isPresent();
            return isOffered
                    ? Future.succeededFuture()
                    : ReleaseHold.ADDRESS
                            .ask(vertx, new ReleaseHold(Write.plain(tenant), hold))
                            .mapEmpty();
        });
    }
}
