package scheduler.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// The right of one JVM to use a directory: a lock on a file beside it, which holds the JVM's pid and falls with it.
final class DirectoryLock implements AutoCloseable {
    /// The locked byte lies far behind the text, because some systems let nobody read what is locked.
    private static final long LOCKED_BYTE = Long.MAX_VALUE - 1;

    /// Closing any channel of a file drops all locks of the process on it: what is held here is not opened again.
    private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

    private final Path file;
    private final FileChannel channel;

    private DirectoryLock(Path file, FileChannel channel) {
        this.file = file;
        this.channel = channel;
    }

    /// Takes the lock, waiting at most `patience` for its holder to go; empty when it stays.
    static Optional<DirectoryLock> acquire(Path file, Duration patience) throws IOException {
        Path key = file.toAbsolutePath().normalize();
        long deadline = System.nanoTime() + patience.toNanos();
        Optional<DirectoryLock> lock = acquire(key);
        while (lock.isEmpty() && System.nanoTime() < deadline) {
            Pause.milliseconds(50);
            lock = acquire(key);
        }
        return lock;
    }

    private static Optional<DirectoryLock> acquire(Path file) throws IOException {
        if (!HELD.add(file)) {
            return Optional.empty();
        }
        Optional<DirectoryLock> lock = Optional.empty();
        try {
            lock = lock(file);
            return lock;
        } finally {
            if (lock.isEmpty()) {
                HELD.remove(file);
            }
        }
    }

    private static Optional<DirectoryLock> lock(Path file) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (channel.tryLock(LOCKED_BYTE, 1, false) == null) {
            channel.close();
            return Optional.empty();
        }
        byte[] pid = Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII);
        channel.truncate(0).write(ByteBuffer.wrap(pid));
        return Optional.of(new DirectoryLock(file, channel));
    }

    /// The pid of the JVM that holds the lock on `file`, for a message.
    static String holder(Path file) throws IOException {
        Path key = file.toAbsolutePath().normalize();
        return HELD.contains(key)
                ? Long.toString(ProcessHandle.current().pid())
                : Files.readString(key).strip();
    }

    /// Gives the lock back; the file stays, since deleting it would let two JVMs hold locks on two files of one name.
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException("could not release " + file, e);
        } finally {
            HELD.remove(file);
        }
    }
}
