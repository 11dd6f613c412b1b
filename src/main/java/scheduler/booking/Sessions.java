package scheduler.booking;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Outline;
import scheduler.booking.Booking.Place;
import scheduler.time.TimeRange;

/// How a session is named: by a digest of the service, the time and the claims. So all who open it at once open the
/// same without asking each other, and whoever joins it knows what it claims.
final class Sessions {

    private Sessions() {}

    /// The session of a booking at a time; null for a service whose bookings are each alone.
    static @Nullable UUID of(Outline outline, TimeRange time, List<Place> places) {
        return outline.service().capacity() == null ? null : id(outline.serviceNo(), time, places);
    }

    private static UUID id(long service, TimeRange time, List<Place> places) {
        var claims = places.stream().map(Sessions::claim).sorted().collect(Collectors.joining("\n"));
        var named = service + "\n" + time.start() + "\n" + time.end() + "\n" + claims;
        var digest = ByteBuffer.wrap(sha256().digest(named.getBytes(UTF_8)));
        // As RFC 9562 section 5.8 marks what has been made in a way of one's own.
        return new UUID(
                (digest.getLong() & 0xFFFF_FFFF_FFFF_0FFFL) | 0x8000L,
                (digest.getLong() & 0x3FFF_FFFF_FFFF_FFFFL) | 0x8000_0000_0000_0000L);
    }

    /// A lead that is the same says nothing more: it is what a claim gets whose resource begins to share buffers.
    private static String claim(Place place) {
        var time = place.time().start() + " " + place.time().end();
        var lead = place.lead() == null || place.lead().equals(place.time())
                ? ""
                : " " + place.lead().start() + " " + place.lead().end();
        return place.role() + " " + place.resource() + " " + place.unit() + " " + time + lead;
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
