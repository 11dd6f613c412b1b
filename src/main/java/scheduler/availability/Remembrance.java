package scheduler.availability;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.availability.memory.Overdue;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Sessions;
import scheduler.message.Freshness;

/// What a list of slots was made of. While the memory of this node still has the very same, and no start has come
/// too near, the list is what it would be if it were made again.
record Remembrance(
        Pictures pictures,
        Overdue overdue,
        long tenant,
        long epoch,
        List<Known> known,
        String service,
        @Nullable Sessions sessions,
        Instant until)
        implements Freshness {

    /// Beyond that it costs more to look than it saves.
    private static final int RESOURCES_MAX = 16;

    /// What was taken of a resource, as an object that is replaced when it changes.
    private record Known(String resource, Busy busy) {}

    /// Of a picture that was taken when the catalog was at `epoch`.
    static Freshness of(Pictures pictures, Overdue overdue, Picture picture, long epoch, long[] grid) {
        var outline = picture.outline();
        if (outline.size() > RESOURCES_MAX || !outline.service().limits().isEmpty()) {
            return Freshness.NONE;
        }
        var known = new ArrayList<Known>();
        for (var role : outline.roles()) {
            role.candidates().forEach(each -> known.add(new Known(each.id(), each.busy())));
        }
        return new Remembrance(
                pictures,
                overdue,
                outline.tenant().no(),
                epoch,
                known,
                outline.service().id(),
                outline.service().capacity() == null ? null : picture.sessions(),
                until(picture, grid));
    }

    /// Until the first start of the grid comes too near. Where some are so already, or still too far, it is over.
    private static Instant until(Picture picture, long[] grid) {
        var now = picture.now();
        if (grid.length == 0) {
            return now;
        }
        long earliest = Busy.micros(picture.outline().earliest(now));
        long tooLate = Busy.micros(picture.outline().tooLate(now));
        return grid[0] <= earliest || grid[grid.length - 1] >= tooLate
                ? now
                : now.plusNanos((grid[0] - earliest) * 1_000);
    }

    @Override
    public boolean isCurrent() {
        if (overdue.isDue(tenant)
                || pictures.epoch(tenant) != epoch
                || !pictures.now(tenant).isBefore(until)) {
            return false;
        }
        if (sessions != null && !pictures.isKnown(tenant, service, sessions)) {
            return false;
        }
        for (var each : known) {
            if (!pictures.isKnown(tenant, each.resource, each.busy)) {
                return false;
            }
        }
        return true;
    }
}
