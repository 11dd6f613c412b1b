package scheduler.ical;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.booking.Bookings.ListBookings;
import scheduler.booking.Starting;
import scheduler.catalog.Catalog.ListBlocks;
import scheduler.catalog.Catalog.PageRequest;
import scheduler.ical.Calendars.Subject;
import scheduler.message.EmailAddress;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Found;
import scheduler.message.Tenant;
import scheduler.platform.Times;
import scheduler.time.TimeRange;

/// Gathers what a feed shows, page by page, from the rooms that know it, so that no answer of theirs is too long. Of
/// bookings beyond the most that a feed may have, those of today and later come first.
final class FeedReader {

    private static final int PAGE = 200;
    private static final List<String> TAKING = List.of("pending", "confirmed", "checked_in", "completed", "no_show");
    private static final List<String> TOLD =
            List.of("pending", "confirmed", "checked_in", "completed", "no_show", "cancelled");

    private final Vertx vertx;
    private final LabelStore labels;
    private final Times times;

    FeedReader(Vertx vertx, LabelStore labels, Times times) {
        this.vertx = vertx;
        this.labels = labels;
        this.times = times;
    }

    Future<Contents> read(Tenant tenant, Subscription subscription) {
        var today = times.now(tenant).truncatedTo(ChronoUnit.DAYS);
        var range = new TimeRange(
                today.minus(Duration.ofDays(Calendars.DAYS_BACK)), today.plus(Duration.ofDays(Calendars.DAYS_AHEAD)));
        return bookings(tenant, subscription, today, range.end(), Calendars.BOOKINGS_MAX)
                .compose(ahead -> bookings(
                                tenant, subscription, range.start(), today, Calendars.BOOKINGS_MAX - ahead.size())
                        .compose(past -> {
                            var all = new ArrayList<>(past);
                            all.addAll(ahead);
                            return told(tenant, subscription, range, all);
                        }));
    }

    private Future<Contents> told(
            Tenant tenant, Subscription subscription, TimeRange range, List<JsonObject> bookings) {
        var called = subscription.details() && !bookings.isEmpty()
                ? labels.of(tenant, bookings)
                : Future.succeededFuture(Labels.NONE);
        return called.compose(names -> blocks(tenant, subscription.subject(), range)
                .map(blocks -> new Contents(range, bookings, blocks, names)));
    }

    private Future<List<JsonObject>> bookings(
            Tenant tenant, Subscription subscription, Instant from, Instant to, int max) {
        var subject = subscription.subject();
        var starting = new Starting(from, to, null, null);
        var found = pages(
                max,
                (limit, cursor) -> ListBookings.ADDRESS.ask(
                        vertx,
                        new ListBookings(
                                tenant,
                                subject.resource(),
                                null,
                                subscription.details() ? TOLD : TAKING,
                                starting,
                                subject.attendee(),
                                limit,
                                cursor,
                                null)));
        var email = subject.attendee();
        return email == null ? found : found.map(all -> seenBy(email, subscription.details(), all));
    }

    /// What somebody has left is cancelled for him, and takes none of his time, whoever else comes.
    private static List<JsonObject> seenBy(String email, boolean details, List<JsonObject> bookings) {
        return bookings.stream()
                .filter(each -> details || !hasLeft(email, each))
                .map(each -> hasLeft(email, each) ? each.copy().put("status", "cancelled") : each)
                .toList();
    }

    /// Whether he comes as none of those who have his address.
    private static boolean hasLeft(String email, JsonObject booking) {
        return booking.getJsonArray("attendees").stream()
                .map(JsonObject.class::cast)
                .filter(each -> EmailAddress.folded(email).equals(EmailAddress.folded(each.getString("email", ""))))
                .allMatch(each -> "cancelled".equals(each.getString("status")));
    }

    private Future<List<JsonObject>> blocks(Tenant tenant, Subject subject, TimeRange range) {
        var resource = subject.resource();
        return resource == null
                ? Future.succeededFuture(List.of())
                : pages(
                        Calendars.BLOCKS_MAX,
                        (limit, cursor) -> ListBlocks.ADDRESS.ask(
                                vertx, new ListBlocks(tenant, resource, range, new PageRequest(limit, cursor))));
    }

    /// Asks for a page of a list.
    private interface Asking {
        Future<Outcome> page(int limit, @Nullable String cursor);
    }

    private static Future<List<JsonObject>> pages(int max, Asking asking) {
        return more(new ArrayList<>(), max, null, asking);
    }

    private static Future<List<JsonObject>> more(
            List<JsonObject> before, int max, @Nullable String cursor, Asking asking) {
        int limit = Math.min(PAGE, max - before.size());
        if (limit <= 0) {
            return Future.succeededFuture(before);
        }
        return asking.page(limit, cursor).compose(outcome -> {
            // A resource that is gone has no blocks any more.
            if (!(outcome instanceof Found(var body, var _, var _))) {
                return Future.succeededFuture(before);
            }
            var page = new JsonObject(body);
            page.getJsonArray("items").forEach(each -> before.add((JsonObject) each));
            var next = page.getString("next");
            return next == null ? Future.succeededFuture(before) : more(before, max, next, asking);
        });
    }
}
