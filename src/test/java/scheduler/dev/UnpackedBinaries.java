package scheduler.dev;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// Where the library unpacks PostgreSQL's programs: a temporary directory of this user's, kept from run to run.
final class UnpackedBinaries {
    private UnpackedBinaries() {}

    /// What all runs of this user share.
    static Path home() throws IOException {
        return Files.createDirectories(
                Path.of(System.getProperty("java.io.tmpdir"), "scheduler-postgres-" + System.getProperty("user.name")));
    }

    /// The directory, without what a run left there that was killed while unpacking and that would never be completed.
    static synchronized Path directory() throws IOException {
        Path directory = Files.createDirectories(home().resolve("programs"));
        try (DirectoryStream<Path> unpacked = Files.newDirectoryStream(directory, "PG-*")) {
            for (Path version : unpacked) {
                Path lock = version.resolve("epg-lock");
                if (!Files.exists(version.resolve(".exists")) && Files.exists(lock) && isFree(lock)) {
                    DirectoryTree.delete(version);
                }
            }
        }
        return directory;
    }

    private static boolean isFree(Path lock) throws IOException {
        try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE);
                FileLock free = channel.tryLock()) {
            return free != null;
        }
    }
}
