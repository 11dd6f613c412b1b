package scheduler.availability.memory;

import scheduler.availability.memory.Board;
import scheduler.availability.memory.TakenTimes;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Claims;
import scheduler.availability.picture.Spans;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.UUID;
import scheduler.availability.memory.Board.Reading;
import scheduler.availability.picture.Claims.Claim;
import scheduler.platform.Times;

/// What 10,000 resources with 100 bookings each take of the heap.
public final class MemoryBench {

    private static final int RESOURCES = 10_000;
    private static final int BOOKINGS = 100;
    private static final long HALF_HOUR = Duration.ofMinutes(30).toNanos() / 1_000;

    private MemoryBench() {}

    public static void main(String[] arguments) {
        var now = Instant.parse("2026-11-24T08:00:00Z");
        long before = used();
        var board = new Board<>(new TakenTimes(new Times(() -> now)), Long.MAX_VALUE);
        for (int r = 0; r < RESOURCES; r++) {
            var claims = new ArrayList<Claim>();
            for (int b = 0; b < BOOKINGS; b++) {
                long start = Busy.micros(now) + b * 4 * HALF_HOUR;
                claims.add(new Claim(0, start, start + HALF_HOUR, new UUID(r, b), 1));
            }
            var name = "resource-" + r;
            var reading = new Reading[1];
            board.begin(1, name, begun -> reading[0] = begun);
            end(board, name, reading[0], new Busy(Spans.NONE, new Claims(claims)));
        }
        long bytes = used() - before;
        System.out.printf(
                "%,d resources with %d bookings each: %.1f MB of heap, %.1f bytes a claim (board of %d)%n",
                RESOURCES, BOOKINGS, bytes / 1e6, (double) bytes / RESOURCES / BOOKINGS, board.size());
    }

    @SuppressWarnings("unchecked")
    private static void end(Board<Busy> board, String name, Reading<?> reading, Busy busy) {
        board.end(1, name, (Reading<Busy>) reading, busy);
    }

    private static long used() {
        for (int i = 0; i < 5; i++) {
            System.gc();
        }
        var runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
