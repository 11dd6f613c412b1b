package scheduler.http;

import io.vertx.core.Vertx;
import scheduler.http.Replies.Kind;
import scheduler.waitlist.Waitlist.GetEntry;
import scheduler.waitlist.Waitlist.JoinWaitlist;
import scheduler.waitlist.Waitlist.LeaveWaitlist;
import scheduler.waitlist.Waitlist.ListEntries;
import scheduler.waitlist.Waitlist.Status;

/// The waitlist over HTTP.
final class WaitlistRoutes {

    private final Vertx vertx;

    WaitlistRoutes(Vertx vertx) {
        this.vertx = vertx;
    }

    void bind(Api api) {
        api.write(
                "joinWaitlist",
                Kind.CREATE,
                _ -> "/v1/waitlist/",
                exchange -> JoinWaitlist.ADDRESS.ask(
                        vertx, exchange.read(fields -> JoinWaitlist.read(exchange.write(), fields))));
        api.write(
                "leaveWaitlist",
                Kind.DELETE,
                exchange -> LeaveWaitlist.ADDRESS.ask(
                        vertx, new LeaveWaitlist(exchange.write(), exchange.uuid("id", "entry"))));
        api.read(
                "getWaitlistEntry",
                exchange -> GetEntry.ADDRESS.ask(vertx, new GetEntry(exchange.tenant(), exchange.uuid("id", "entry"))));
        api.read(
                "listWaitlist",
                exchange -> ListEntries.ADDRESS.ask(
                        vertx,
                        new ListEntries(
                                exchange.tenant(),
                                exchange.query("service"),
                                exchange.query("status", Status::read),
                                exchange.query("attendee"),
                                exchange.limit(),
                                exchange.query("cursor"))));
    }
}
