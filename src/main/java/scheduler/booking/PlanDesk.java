package scheduler.booking;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.List;
import java.util.stream.Collectors;
import scheduler.availability.memory.Pictures;
import scheduler.booking.Decided.Verdict;
import scheduler.booking.Plans.Absence;
import scheduler.booking.Plans.ApplyPlan;
import scheduler.booking.Plans.PlanAbsence;
import scheduler.booking.Together.Part;
import scheduler.catalog.Blocking;
import scheduler.catalog.Catalog.AddBlock;
import scheduler.database.Database;
import scheduler.database.Receipts;
import scheduler.database.Statements;
import scheduler.event.Follower;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Found;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.message.Write.Kind;
import scheduler.platform.Times;

/// Plans what becomes of the bookings of a resource that will be away, and has exactly that done or nothing.
final class PlanDesk {

    static final int BOOKINGS_MAX = 200;

    private final Database database;
    private final Pictures pictures;
    private final BookingReader reader;
    private final CustomerStore customers;
    private final Follower log;
    private final Together together;
    private final Blocking blocking;
    private final Receipts receipts;
    private final Times times;

    PlanDesk(
            Database database,
            Pictures pictures,
            Follower log,
            Together together,
            Blocking blocking,
            Receipts receipts,
            Times times) {
        this.database = database;
        this.pictures = pictures;
        this.reader = new BookingReader(database);
        this.customers = new CustomerStore(database);
        this.log = log;
        this.together = together;
        this.blocking = blocking;
        this.receipts = receipts;
        this.times = times;
    }

    Future<Outcome> plan(PlanAbsence ask) {
        return plan(Write.plain(ask.tenant()), ask.absence())
                .map(plan -> new Found(plan.toJson().encode(), plan.version()));
    }

    private Future<Plan> plan(Write write, Absence absence) {
        return log.caughtUp()
                .compose(_ -> existing(write.tenant(), absence))
                .compose(_ -> affected(database, write.tenant(), absence))
                .compose(bookings -> {
                    if (bookings.size() > BOOKINGS_MAX) {
                        throw Refusal.invalid(
                                "/end", "More than " + BOOKINGS_MAX + " bookings lie in that time: plan for less.");
                    }
                    return new Planner(pictures, reader, customers, times, write, absence).plan(bookings);
                });
    }

    private static final String RESOURCE = """
            select no from resource where tenant = $1::bigint and id = $2::text and deleted_at is null
            """;

    private Future<Void> existing(Tenant tenant, Absence absence) {
        return database.query("looking for a resource", RESOURCE, Tuple.of(tenant.no(), absence.resource()))
                .map(rows -> {
                    if (rows.size() == 0) {
                        throw new Refusal(Problem.at(
                                Code.UNKNOWN_RESOURCE,
                                "/resource",
                                "There is no resource " + absence.resource() + "."));
                    }
                    return null;
                });
    }

    static final String AFFECTED = BookingReader.COLUMNS + """
            where tenant = $1::bigint and status in ('held', 'pending', 'confirmed') and ends_at > $5::timestamptz
              and id = any (array(
                select c.booking from booked_claim c
                join resource r on r.tenant = $1::bigint and r.id = $2::text and r.deleted_at is null
                where c.tenant = $1::bigint and c.resource = r.no
                  and c.during && tstzrange($3::timestamptz, $4::timestamptz)))
            order by starts_at, id limit $6::bigint
            """;

    /// The bookings and holds that have something of the resource then and are not over.
    private Future<List<Booking>> affected(Statements statements, Tenant tenant, Absence absence) {
        var during = absence.block().during();
        var arguments = Tuple.of(
                tenant.no(),
                absence.resource(),
                Times.column(during.start()),
                Times.column(during.end()),
                Times.column(times.now(tenant)),
                BOOKINGS_MAX + 1L);
        return statements
                .query("looking for bookings of an absence", AFFECTED, arguments)
                .map(rows -> rows.stream().map(BookingReader::booking).toList());
    }

    Future<Outcome> apply(ApplyPlan wish) {
        if (wish.write().expected().kind() != Kind.VERSION) {
            throw Refusal.invalid("header If-Match", "It is required: the ETag of the plan that is to be applied.");
        }
        return receipts.onceDecided(wish.write(), () -> attempt(wish, new Attempt()));
    }

    private Future<Outcome> attempt(ApplyPlan wish, Attempt attempt) {
        var write = wish.write();
        return plan(write, wish.absence()).compose(plan -> {
            if (!write.expected().accepts(plan.version())) {
                throw new Refusal(write.expected().mismatch(plan.version()));
            }
            return apply(wish, plan).recover(failure -> again(wish, plan, failure, attempt));
        });
    }

    /// What was planned by old knowledge is planned again: then it is another plan, or the same by new rules.
    private Future<Outcome> again(ApplyPlan wish, Plan plan, Throwable failure, Attempt attempt) {
        if (!(failure instanceof Undone undone)) {
            return Future.failedFuture(failure);
        }
        if (undone.isCounted() && attempt.isStuck()) {
            return Future.failedFuture(beyond(plan, undone));
        }
        return attempt.isLast()
                ? Future.failedFuture(Refusal.overloaded("The bookings change too often to be planned for now."))
                : attempt(wish, attempt.next());
    }

    /// What the database counts otherwise each time will not pass.
    private static Refusal beyond(Plan plan, Undone undone) {
        var declined = Judged.beyond(undone.verdict());
        var booking = plan.parts().get(undone.step()).move().before().id();
        return new Refusal(
                Problem.of(declined.code(), "Booking " + booking + " cannot be moved as planned: " + declined.reason())
                        .with("state", new JsonObject().put("booking", booking.toString())));
    }

    /// The block comes first: nobody can book anything of the resource from then on, so what is found then is all.
    private Future<Outcome> apply(ApplyPlan wish, Plan plan) {
        var write = wish.write();
        var add = new AddBlock(
                Together.part(write), wish.absence().resource(), wish.absence().block());
        return database.together(
                        write,
                        "applying a plan",
                        tx -> blocking.add(tx, add)
                                .compose(block -> unchanged(tx, write.tenant(), plan)
                                        .compose(_ -> together.write(tx, under(plan)))
                                        .compose(done -> stored(tx, write, plan, block)
                                                .map(outcome -> new Done(outcome, done)))))
                .onSuccess(done -> together.hear(done.changes))
                .compose(done -> log.caughtUp().map(done.outcome).otherwise(done.outcome));
    }

    private record Done(Outcome outcome, Together.Done changes) {}

    private Future<Outcome> stored(SqlConnection tx, Write write, Plan plan, JsonObject block) {
        var body = plan.toJson().put("block", block.getString("id"));
        var receipt = Receipt.changed(block.getString("id"), 0, body.encode());
        return receipts.keep(tx, write, new Changed(receipt));
    }

    private Future<Void> unchanged(SqlConnection tx, Tenant tenant, Plan plan) {
        return affected(Statements.in(tx), tenant, plan.absence()).compose(found -> {
            var planned = plan.items().stream()
                    .map(Plan.Item::booking)
                    .collect(Collectors.toMap(Booking::id, Booking::version));
            var now = found.stream().collect(Collectors.toMap(Booking::id, Booking::version));
            return planned.equals(now) ? Future.succeededFuture() : Future.failedFuture(new Undone(0, Verdict.CHANGED));
        });
    }

    /// The block has moved the rules of the resource on by one since the plan was made.
    private static List<Part> under(Plan plan) {
        return plan.parts().stream()
                .map(part -> part instanceof Part.Moved moved
                        ? new Part.Moved(
                                moved.move(),
                                moved.rules().afterOneOf(plan.absence().resource()))
                        : part)
                .toList();
    }
}
