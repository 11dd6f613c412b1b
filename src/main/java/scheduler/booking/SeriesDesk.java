package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Outline;
import scheduler.booking.BookingStore.Placing;
import scheduler.booking.Decided.Verdict;
import scheduler.booking.Denials.Denied;
import scheduler.booking.Judged.Impossible;
import scheduler.booking.Judged.LeftOut;
import scheduler.booking.Judged.Possible;
import scheduler.booking.Series.BookSeries;
import scheduler.booking.Series.GetSeries;
import scheduler.booking.Series.OnConflict;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Found;
import scheduler.message.Outcome.Refused;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.platform.Ids;
import scheduler.platform.Times;
import scheduler.recurrence.Occurrence;
import scheduler.recurrence.Occurrence.Meaning;

/// Decides series: judges all occurrences by what this node remembers, and has those that are to be booked written in
/// one transaction. A series that loses a race is judged again as a whole.
final class SeriesDesk {

    /// What one series may cost, in occurrences that are held against a resource: others on the event loop wait for it.
    private static final int JUDGEMENTS_MAX = 10_000;

    private static final String WHAT = "booking a series";

    private final Database database;
    private final Pictures pictures;
    private final Expiry expiry;
    private final SeriesStore store;
    private final Drafts drafts;
    private final Retrial retrial;
    private final Denials denials;
    private final Receipts receipts;
    private final Ids ids;
    private final Times times;

    SeriesDesk(
            Database database,
            Pictures pictures,
            Expiry expiry,
            SeriesStore store,
            Retrial retrial,
            Denials denials,
            Receipts receipts,
            Ids ids,
            Times times) {
        this.database = database;
        this.pictures = pictures;
        this.expiry = expiry;
        this.store = store;
        this.drafts = new Drafts(ids, times);
        this.retrial = retrial;
        this.denials = denials;
        this.receipts = receipts;
        this.ids = ids;
        this.times = times;
    }

    Future<Outcome> get(GetSeries get) {
        return store.find(get.tenant(), get.id())
                .compose(found -> found.map(series -> store.bookings(get.tenant(), get.id())
                                .<Outcome>map(bookings ->
                                        new Found(series.toJson(bookings).encode(), Repetition.version(bookings))))
                        .orElseGet(() -> Future.succeededFuture(Outcome.refused(
                                Problem.notFound("series", get.id().toString())))));
    }

    Future<Outcome> book(BookSeries wish) {
        return receipts.onceDecided(wish.write(), () -> attempt(wish, new Attempt()));
    }

    private Future<Outcome> attempt(BookSeries wish, Attempt attempt) {
        var wanted = wish.wanted();
        return pictures.outline(wish.write().tenant(), wanted.service(), null, wanted.duration(), _ -> wanted.pins())
                .compose(outline -> {
                    var each = wishOfEach(wish);
                    BookingDesk.refuseTooMany(each, outline);
                    var occurrences = occurrences(wish, outline);
                    var id = ids.next();
                    return pictures.knownFor(wanted.customer(), outline)
                            .map(known -> new SeriesJudge(pictures, drafts, each, outline, id, attempt, known)
                                    .judge(occurrences))
                            .compose(judged -> decide(new Draft(wish, outline, id, judged), attempt));
                });
    }

    /// A series that has been judged.
    private record Draft(BookSeries wish, Outline outline, UUID id, List<Judged> judged) {

        List<Possible> possible() {
            return judged.stream()
                    .filter(Possible.class::isInstance)
                    .map(Possible.class::cast)
                    .toList();
        }

        List<Impossible> impossible() {
            return judged.stream()
                    .filter(Impossible.class::isInstance)
                    .map(Impossible.class::cast)
                    .toList();
        }

        Draft with(Judged before, Judged after) {
            return new Draft(
                    wish,
                    outline,
                    id,
                    judged.stream()
                            .map(each -> each.equals(before) ? after : each)
                            .toList());
        }

        boolean isRefused() {
            return possible().isEmpty()
                    || (wish.onConflict() == OnConflict.ALL_OR_NOTHING
                            && !impossible().isEmpty());
        }

        boolean isDryRun() {
            return wish.write().isDryRun();
        }

        /// Whether others are to be judged when one cannot be had.
        boolean isTolerant() {
            return isDryRun() || wish.onConflict() == OnConflict.SKIP;
        }
    }

    /// Each booking is written without a key: that belongs to the series.
    private static Wish wishOfEach(BookSeries wish) {
        return new Wish(
                Together.part(wish.write()),
                wish.wanted(),
                Wish.seats(wish.wanted().attendees().size()),
                wish.metadata(),
                null);
    }

    /// The first is at the instant that was asked for, also where its local time is there twice.
    private static List<Occurrence> occurrences(BookSeries wish, Outline outline) {
        var start = wish.wanted().start().in(outline.zone());
        var local = start.atZone(outline.zone()).toLocalDateTime();
        try {
            wish.rule().refuseOver(start);
            var found = new ArrayList<>(wish.rule().from(local, outline.zone(), wish.nonexistent()));
            found.set(0, new Occurrence(1, local, new Meaning.Exact(start)));
            if ((long) found.size() * outline.size() > JUDGEMENTS_MAX) {
                throw Refusal.invalid(
                        "/rrule",
                        "That is too much at once for " + outline.size()
                                + " resources: name a resource, or ask for fewer occurrences.");
            }
            return found;
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid("/rrule", String.valueOf(e.getMessage()));
        }
    }

    private Future<Outcome> decide(Draft draft, Attempt attempt) {
        if (!draft.impossible().isEmpty()) {
            var later = retrial.later(draft.outline, attempt);
            if (later.isPresent()) {
                return later.get().compose(next -> attempt(draft.wish, next));
            }
        }
        if (draft.isRefused() && !draft.isDryRun()) {
            var first = draft.impossible().getFirst();
            return denials.decline(draft.wish.write(), draft.outline, first.start(), first.declined(), null)
                    .map(outcome -> naming(outcome, first.occurrence(), draft));
        }
        return write(draft, attempt);
    }

    /// A refusal that says which occurrence it is about, and which others cannot be had either.
    private static Outcome naming(Outcome outcome, Occurrence occurrence, Draft draft) {
        if (!(outcome instanceof Refused(var problem)) || problem.more().containsKey("occurrence")) {
            return outcome;
        }
        var others = new JsonArray();
        draft.impossible().forEach(each -> others.add(each.toJson(draft.outline.zone())));
        var detail = "Occurrence " + occurrence.number() + " of " + draft.judged.size() + ", at " + occurrence.local()
                + ": " + problem.detail();
        return Outcome.refused(new Problem(problem.code(), detail, "/rrule", problem.more())
                .with("occurrence", occurrence.number())
                .with("occurrences", others));
    }

    /// What the transaction of a series has brought.
    private record Written(Outcome outcome, List<Placing> placings, List<Decided> decided) {}

    private Future<Outcome> write(Draft draft, Attempt attempt) {
        var possible = draft.possible();
        var placings = possible.stream().map(Possible::placing).toList();
        return (draft.isTolerant()
                        ? database.withSavepoints(
                                draft.wish.write(), WHAT, tx -> written(tx, draft, store.placeSome(tx, placings)))
                        : database.together(
                                draft.wish.write(), WHAT, tx -> written(tx, draft, store.placeAll(tx, placings))))
                .map(this::hear)
                .recover(failure -> failure instanceof Undone undone
                        ? again(draft, possible.get(undone.step()), undone.verdict(), attempt)
                        : Future.failedFuture(failure));
    }

    private Future<Written> written(SqlConnection tx, Draft draft, Future<List<Decided>> placed) {
        var possible = draft.possible();
        var placings = possible.stream().map(Possible::placing).toList();
        return placed.compose(decided ->
                stored(tx, counted(draft, possible, decided)).map(outcome -> new Written(outcome, placings, decided)));
    }

    /// With those for impossible that the database has found to be beyond a limit.
    private static Draft counted(Draft draft, List<Possible> possible, List<Decided> decided) {
        var counted = draft;
        for (int i = 0; i < decided.size(); i++) {
            var verdict = decided.get(i).verdict();
            if (verdict != Verdict.DONE) {
                counted = counted.with(possible.get(i), beyond(possible.get(i), verdict));
            }
        }
        if (counted.possible().isEmpty() && !draft.isDryRun()) {
            throw new Undone(0, decided.getFirst().verdict());
        }
        return counted;
    }

    private static Judged beyond(Possible possible, Verdict verdict) {
        var start = possible.placing().booking().time().start();
        return new Impossible(possible.occurrence(), start, Judged.beyond(verdict));
    }

    private Future<Outcome> stored(SqlConnection tx, Draft draft) {
        var write = draft.wish.write();
        var bookings =
                draft.possible().stream().map(each -> each.placing().booking()).toList();
        var series = repetition(draft);
        var body = series.toJson(bookings);
        if (draft.isDryRun()) {
            return Future.succeededFuture(
                    new Changed(Receipt.created("", 0, preview(draft, body).encode())));
        }
        var receipt = Receipt.created(series.id().toString(), 1, body.encode());
        return store.insert(tx, write.tenant(), series).compose(_ -> receipts.keep(tx, write, new Changed(receipt)));
    }

    private Repetition repetition(Draft draft) {
        var zone = draft.outline.zone();
        var leftOut = new JsonArray();
        for (var each : draft.judged) {
            switch (each) {
                case Possible _ -> {}
                case Impossible impossible -> leftOut.add(impossible.toJson(zone));
                case LeftOut gap -> leftOut.add(gap.toJson(zone));
            }
        }
        return new Repetition(
                draft.id,
                draft.outline.service().id(),
                draft.outline.serviceVersion(),
                draft.wish.rule().text(),
                draft.judged.getFirst().occurrence().local(),
                zone,
                draft.wish.onConflict().text(),
                draft.wish.nonexistent().text(),
                leftOut,
                times.now(draft.wish.write().tenant()));
    }

    /// What would become of each occurrence, and of the series.
    private static JsonObject preview(Draft draft, JsonObject body) {
        body.getJsonArray("occurrences").forEach(each -> {
            var occurrence = (JsonObject) each;
            occurrence.remove("booking");
            occurrence.put("bookable", !occurrence.containsKey("code"));
        });
        List.of("id", "version", "createdAt").forEach(body::remove);
        if (draft.isRefused()) {
            body.put("booked", 0);
        }
        return body.put("bookable", !draft.isRefused());
    }

    /// The node that wrote an event need not wait until it reads it in the log.
    private Outcome hear(Written written) {
        for (int i = 0; i < written.decided.size(); i++) {
            written.decided.get(i).told(written.placings.get(i).event()).ifPresent(told -> {
                pictures.hear(told);
                expiry.hear(told);
            });
        }
        return written.outcome;
    }

    private Future<Outcome> again(Draft draft, Possible lost, Verdict verdict, Attempt attempt) {
        var wish = draft.wish;
        var denied = new Denied(wish.write(), draft.outline, lost.placing().booking(), null);
        var known = draft.with(lost, beyond(lost, verdict));
        return switch (verdict) {
            case LIMITED ->
                denials.limited(denied, attempt, next -> attempt(wish, next))
                        .map(outcome -> naming(outcome, lost.occurrence(), known));
            case ALREADY_BOOKED ->
                denials.alreadyBooked(denied, attempt, next -> attempt(wish, next))
                        .map(outcome -> naming(outcome, lost.occurrence(), known));
            case TAKEN, RULES_MOVED, CHANGED, DONE, KEY_USED ->
                retrial.again(draft.outline, attempt).compose(next -> attempt(wish, next));
        };
    }
}
