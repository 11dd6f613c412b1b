package scheduler.image;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Stream;

/// What can be looked at: the files of the base as they stand, and what kustomize makes where there is one.
enum Source {
    FILES("base"),
    BASE("base"),
    DEVELOPMENT("overlays/development"),
    PRODUCTION("overlays/production"),
    CLUSTER("overlays/cluster");

    private static final Map<Source, Manifests> READ = new EnumMap<>(Source.class);

    private final Path directory;

    Source(String directory) {
        this.directory = Kustomization.ROOT.resolve(directory);
    }

    Path directory() {
        return directory;
    }

    Manifests manifests() throws IOException, InterruptedException {
        var read = READ.get(this);
        if (read == null) {
            read = this == FILES ? files() : rendered();
            READ.put(this, read);
        }
        return read;
    }

    private Manifests files() throws IOException {
        var kustomization = Kustomization.in(directory);
        var found = Stream.concat(
                kustomization.resources().stream()
                        .flatMap(file -> Manifests.read(Kustomization.text(directory.resolve(file))).all().stream()),
                kustomization.generated());
        return new Manifests(found.toList());
    }

    private Manifests rendered() throws IOException, InterruptedException {
        var rendered = Kustomization.rendered(directory);
        assumeTrue(rendered.isPresent(), "There is no kubectl.");
        return Manifests.read(rendered.orElseThrow());
    }
}
