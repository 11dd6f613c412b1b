package scheduler.booking;

import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import scheduler.booking.Booking.Place;
import scheduler.booking.BookingStore.Placing;
import scheduler.platform.Ids;
import scheduler.platform.Times;
import scheduler.time.TimeRange;
import scheduler.time.Tzdb;

/// Wishes that are decided by one statement, as the arrays that the database function takes: one entry for each
/// wish and, in those after them, one for each claim.
final class Batch {

    private final List<Placing> wishes;
    private final List<Claim> claims = new ArrayList<>();

    /// A claim and the place of its wish, counted from 1.
    private record Claim(long wish, Placing of, Place place, long rules) {}

    Batch(List<Placing> wishes) {
        this.wishes = wishes;
        for (int w = 0; w < wishes.size(); w++) {
            var places = wishes.get(w).booking().places();
            for (int p = 0; p < places.size(); p++) {
                var rules = wishes.get(w).rules().resources().get(p);
                claims.add(new Claim(w + 1L, wishes.get(w), places.get(p), rules));
            }
        }
    }

    Tuple arguments(Ids ids) {
        var arguments = Tuple.tuple();
        bookings(arguments);
        arguments
                .addArrayOfOffsetDateTime(times(each -> each.booking().createdAt()))
                .addArrayOfUUID(uuids(_ -> ids.next()))
                .addArrayOfString(texts(each -> each.event().type()))
                .addArrayOfString(texts(Placing::told))
                .addArrayOfString(texts(each -> each.write().key()))
                .addArrayOfString(texts(each -> each.write().fingerprint()))
                .addArrayOfString(texts(each -> each.receipt().body()));
        claims(arguments);
        return arguments;
    }

    private void bookings(Tuple arguments) {
        arguments
                .addArrayOfLong(numbers(each -> each.write().tenant().no()))
                .addArrayOfUUID(uuids(each -> each.booking().id()))
                .addArrayOfString(texts(each -> each.booking().status().text()))
                .addArrayOfLong(numbers(each -> each.booking().serviceNo()))
                .addArrayOfString(texts(each -> each.booking().service()))
                .addArrayOfLong(numbers(each -> each.booking().serviceVersion()))
                .addArrayOfOffsetDateTime(times(each -> each.booking().time().start()))
                .addArrayOfOffsetDateTime(times(each -> each.booking().time().end()))
                .addArrayOfLocalDateTime(
                        wishes.stream().map(each -> each.booking().localStart()).toArray(LocalDateTime[]::new))
                .addArrayOfString(texts(each -> each.booking().zone().getId()))
                .addString(Tzdb.VERSION)
                .addArrayOfString(texts(each -> Clauses.places(each.booking().places())))
                .addArrayOfLong(numbers(each -> (long) each.booking().seats()))
                .addArrayOfString(texts(each -> each.booking().attendees().encode()))
                .addArrayOfString(texts(each -> each.booking().metadata().encode()));
    }

    private void claims(Tuple arguments) {
        arguments
                .addArrayOfLong(claimed(Claim::wish))
                .addArrayOfLong(claimed(each -> each.of.write().tenant().no()))
                .addArrayOfUUID(
                        claims.stream().map(each -> each.of.booking().id()).toArray(UUID[]::new))
                .addArrayOfLong(claimed(each -> each.place.resource()))
                .addArrayOfLong(claimed(each -> (long) each.place.unit()))
                .addArrayOfLong(claimed(Claim::rules))
                .addArrayOfOffsetDateTime(edges(Place::time, TimeRange::start))
                .addArrayOfOffsetDateTime(edges(Place::time, TimeRange::end))
                .addArrayOfOffsetDateTime(edges(Place::lead, TimeRange::start))
                .addArrayOfOffsetDateTime(edges(Place::lead, TimeRange::end));
    }

    private Long[] numbers(Function<Placing, Long> number) {
        return wishes.stream().map(number).toArray(Long[]::new);
    }

    private UUID[] uuids(Function<Placing, UUID> uuid) {
        return wishes.stream().map(uuid).toArray(UUID[]::new);
    }

    private @Nullable String[] texts(Function<Placing, @Nullable String> text) {
        return wishes.stream().map(text).toArray(String[]::new);
    }

    private OffsetDateTime[] times(Function<Placing, Instant> time) {
        return wishes.stream().map(each -> Times.column(time.apply(each))).toArray(OffsetDateTime[]::new);
    }

    private Long[] claimed(Function<Claim, Long> number) {
        return claims.stream().map(number).toArray(Long[]::new);
    }

    private @Nullable OffsetDateTime[] edges(
            Function<Place, @Nullable TimeRange> which, Function<TimeRange, Instant> edge) {
        return claims.stream()
                .map(each -> which.apply(each.place))
                .map(range -> range == null ? null : Times.column(edge.apply(range)))
                .toArray(OffsetDateTime[]::new);
    }
}
