package scheduler.ical;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import scheduler.booking.Bookings.GetBooking;
import scheduler.database.Receipts;
import scheduler.ical.Calendars.CreateCalendar;
import scheduler.ical.Calendars.GetCalendar;
import scheduler.ical.Calendars.GetFile;
import scheduler.ical.Calendars.ListCalendars;
import scheduler.ical.Calendars.ReadFeed;
import scheduler.ical.Calendars.RevokeCalendar;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Changed;
import scheduler.message.Outcome.Found;
import scheduler.message.Outcome.Written;
import scheduler.message.Problem;
import scheduler.message.Receipt;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.platform.Ids;
import scheduler.platform.Times;

/// Gives out calendars: files of bookings, and feeds to whoever has their address.
final class CalendarDesk {

    /// Feeds never change.
    private static final long UNVERSIONED = 0;

    private final Vertx vertx;
    private final CalendarStore store;
    private final LabelStore labels;
    private final FeedReader feeds;
    private final Receipts receipts;
    private final List<Tenant> tenants;
    private final Ids ids;
    private final Times times;

    CalendarDesk(
            Vertx vertx,
            CalendarStore store,
            LabelStore labels,
            Receipts receipts,
            List<Tenant> tenants,
            Ids ids,
            Times times) {
        this.vertx = vertx;
        this.store = store;
        this.labels = labels;
        this.feeds = new FeedReader(vertx, labels, times);
        this.receipts = receipts;
        this.tenants = tenants;
        this.ids = ids;
        this.times = times;
    }

    /// The receipt has the token: whoever has lost the answer gets it by the same key, as he does of any other write. A
    /// dry run makes no feed, so it has none to tell.
    Future<Outcome> create(CreateCalendar create) {
        var write = create.write();
        var token = Token.next();
        var subscription = new Subscription(
                ids.next(), create.subject(), create.details(), create.name(), times.now(write.tenant()));
        var body = write.isDryRun() ? subscription.toJson() : told(subscription, token);
        return receipts.once(
                write,
                "making a calendar",
                tx -> insert(tx, write.tenant(), subscription, token)
                        .map(new Changed(Receipt.created(subscription.id().toString(), UNVERSIONED, body.encode()))));
    }

    private Future<Void> insert(SqlConnection tx, Tenant tenant, Subscription subscription, String token) {
        var resource = subscription.subject().resource();
        var known = resource == null ? Future.succeededFuture(true) : store.hasResource(tx, tenant, resource);
        return known.compose(isKnown -> {
            if (!isKnown) {
                throw new Refusal(
                        Problem.at(Code.UNKNOWN_RESOURCE, "/resource", "There is no resource " + resource + "."));
            }
            return store.insert(tx, tenant, subscription, Token.digest(token));
        });
    }

    private static JsonObject told(Subscription subscription, String token) {
        return subscription.toJson().put("token", token).put("url", "/v1/calendars/" + token + ".ics");
    }

    Future<Outcome> revoke(RevokeCalendar revoke) {
        var write = revoke.write();
        return receipts.once(
                write,
                "revoking a calendar",
                tx -> store.delete(tx, write.tenant(), revoke.id()).map(isDone -> {
                    if (!isDone) {
                        throw unknown(revoke.id());
                    }
                    return new Changed(Receipt.changed(revoke.id().toString(), UNVERSIONED, ""));
                }));
    }

    Future<Outcome> get(GetCalendar get) {
        return store.find(get.tenant(), get.id())
                .map(found -> new Found(
                        found.orElseThrow(() -> unknown(get.id())).toJson().encode(), UNVERSIONED));
    }

    private static Refusal unknown(UUID id) {
        return new Refusal(Problem.notFound("calendar", id.toString()));
    }

    Future<Outcome> list(ListCalendars list) {
        return store.list(list);
    }

    /// Feeds of a tenant for whom no key stands any more are read by nobody.
    Future<Outcome> read(ReadFeed read) {
        return store.find(Token.digest(read.token())).compose(found -> {
            var owned = found.orElseThrow(CalendarDesk::nowhere);
            var tenant = tenants.stream()
                    .filter(each -> each.no() == owned.tenant())
                    .findFirst()
                    .orElseThrow(CalendarDesk::nowhere);
            return feeds.read(tenant, owned.subscription())
                    .map(contents -> read.freeBusy()
                            ? Feed.freeBusy(owned.subscription(), contents)
                            : Feed.events(owned.subscription(), contents))
                    .map(text -> new Written(Invitation.TYPE, text, Calendars.REFRESH));
        });
    }

    private static Refusal nowhere() {
        return new Refusal(Problem.of(Code.NOT_FOUND, "There is no calendar at this address."));
    }

    Future<Outcome> file(GetFile file) {
        return GetBooking.ADDRESS
                .ask(vertx, new GetBooking(file.tenant(), file.booking(), null))
                .compose(outcome -> {
                    if (!(outcome instanceof Found(var body, var _, var _))) {
                        return Future.succeededFuture(outcome);
                    }
                    var booking = new JsonObject(body);
                    return labels.of(file.tenant(), List.of(booking))
                            .map(names -> new Written(Invitation.TYPE, Invitation.file(booking, names), Duration.ZERO));
                });
    }
}
