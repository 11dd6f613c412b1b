package scheduler.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// As much of kustomize as is used here.
record Kustomization(
        String apiVersion,
        String kind,
        @Nullable String namespace,
        List<String> resources,
        @Nullable List<Generator> configMapGenerator,
        @Nullable List<Image> images,
        @Nullable List<Patch> patches) {

    static final Path ROOT = Path.of("docker/kubernetes");

    static final String FILE = "kustomization.yaml";

    record Generator(String name, @Nullable String behavior, List<String> literals) {}

    record Image(String name, String newName, String digest) {}

    record Patch(@Nullable String path, @Nullable String patch) {}

    static Kustomization in(Path directory) {
        return Manifests.read(text(directory.resolve(FILE)), Kustomization.class);
    }

    Stream<HasMetadata> generated() {
        return configMapGenerator.stream()
                .map(each -> new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName(each.name)
                        .endMetadata()
                        .withData(each.literals.stream()
                                .map(literal -> literal.split("=", 2))
                                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1])))
                        .build());
    }

    Stream<String> files() {
        return Stream.concat(
                resources.stream().filter(each -> each.endsWith(".yaml")),
                orNone(patches).map(Patch::path).filter(path -> path != null));
    }

    Stream<String> inlinePatches() {
        return orNone(patches).map(Patch::patch).filter(patch -> patch != null);
    }

    private static <T> Stream<T> orNone(@Nullable List<T> list) {
        return list == null ? Stream.of() : list.stream();
    }

    /// All files below.
    static List<Path> all() throws IOException {
        try (var files = Files.walk(ROOT)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    /// Where there is one.
    static List<Path> directories() throws IOException {
        return all().stream()
                .filter(file -> file.endsWith(FILE))
                .map(Path::getParent)
                .toList();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What kubectl makes of a directory; nothing where there is no kubectl.
    static Optional<String> rendered(Path directory) throws IOException, InterruptedException {
        Process process;
        try {
            process = new ProcessBuilder("kubectl", "kustomize", directory.toString())
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException _) {
            return Optional.empty();
        }
        var output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return Optional.of(output);
    }
}
