package scheduler.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/// How long the disk takes to keep eight kilobytes, every ten milliseconds, in a file of its own beside the database.
/// Every commit waits for as much, so no booking's slowest hundredth can be quicker than this one's.
final class Disk implements AutoCloseable {

    private static final int BLOCK = 8_192;
    private static final int BLOCKS = 100;
    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);
    private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(60);

    private final Path file;
    private final FileChannel channel;
    private final Histogram waits = new Histogram(NANOS_MAX, 3);
    private final Thread writer = new Thread(this::write, "disk");
    private volatile boolean isOver;

    private Disk(Path file) throws IOException {
        this.file = file;
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }

    /// Begins to write to a file in a directory.
    static Disk measure(Path directory) throws IOException {
        var disk = new Disk(Files.createDirectories(directory).resolve("disk"));
        disk.channel.write(ByteBuffer.allocate(BLOCK * BLOCKS), 0);
        disk.channel.force(true);
        disk.writer.start();
        return disk;
    }

    private void write() {
        var block = ByteBuffer.allocate(BLOCK);
        for (int i = 0; !isOver; i++) {
            long began = System.nanoTime();
            try {
                channel.write(block.clear(), (long) i % BLOCKS * BLOCK);
                channel.force(false);
            } catch (IOException e) {
                throw new IllegalStateException("the disk cannot be measured", e);
            }
            waits.recordValue(Math.min(NANOS_MAX, System.nanoTime() - began));
            LockSupport.parkNanos(PAUSE_NANOS);
        }
    }

    /// Ends it, and says what it took.
    String waits() throws InterruptedException {
        isOver = true;
        writer.join();
        return "p50 %.1f ms, p99 %.1f ms, max %.0f ms"
                .formatted(
                        waits.getValueAtPercentile(50) / 1e6,
                        waits.getValueAtPercentile(99) / 1e6,
                        waits.getMaxValue() / 1e6);
    }

    @Override
    public void close() throws IOException {
        isOver = true;
        channel.close();
        Files.delete(file);
    }
}
