package scheduler.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/// A directory with everything in it.
final class DirectoryTree {
    private DirectoryTree() {}

    static void delete(Path root) throws IOException {
        if (!Files.exists(root)) {
            return;
        }
        List<Path> innermostFirst;
        try (Stream<Path> paths = Files.walk(root)) {
            innermostFirst = paths.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : innermostFirst) {
            Files.deleteIfExists(path);
        }
    }
}
