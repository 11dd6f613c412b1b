package scheduler.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is native in the small image, cut by src/build/java/Strip.java, on the runtime of this JVM.
class StripTest {

    private static final Path HOME = Path.of(System.getProperty("java.home"));
    private static final int SECTIONS_AT = 40;

    @TempDir
    private Path folder;

    @Test
    void a_runtime_without_sections_is_smaller_and_runs() throws Exception {
        var runtime = folder.resolve("runtime");
        run(Stream.of(HOME.resolve("bin/jlink"), "--add-modules", "java.base", "--output", runtime));
        var library = runtime.resolve("lib/server/libjvm.so");
        long whole = Files.size(library);

        strip(library, runtime.resolve("lib/libjava.so"), runtime.resolve("bin/java"));

        assertThat(Files.size(library)).isLessThan(whole);
        assertThat(sections(library)).isZero();
        run(Stream.of(runtime.resolve("bin/java"), "-version"));
    }

    @Test
    void what_is_not_for_this_is_left_as_it_is() throws Exception {
        var empty = Files.createFile(folder.resolve("empty"));
        var text = Files.writeString(folder.resolve("text"), "x".repeat(100));
        var object = Files.write(folder.resolve("object"), elfWithoutSegments());

        strip(empty, text, object);

        assertThat(empty).isEmptyFile();
        assertThat(text).hasContent("x".repeat(100));
        assertThat(object).hasBinaryContent(elfWithoutSegments());
    }

    private static byte[] elfWithoutSegments() {
        var header = ByteBuffer.allocate(100).order(ByteOrder.LITTLE_ENDIAN);
        return header.putLong(0, 0x01_01_02_46_4c_45_7fL)
                .putLong(SECTIONS_AT, 64)
                .array();
    }

    private static long sections(Path file) throws IOException {
        try (var channel = Files.newByteChannel(file)) {
            var header = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
            channel.read(header);
            return header.getLong(SECTIONS_AT);
        }
    }

    private static void strip(Path... files) throws IOException, InterruptedException {
        run(Stream.concat(Stream.of(HOME.resolve("bin/java"), Path.of("src/build/java/Strip.java")), Stream.of(files)));
    }

    private static void run(Stream<?> command) throws IOException, InterruptedException {
        var process = new ProcessBuilder(command.map(Object::toString).toList())
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
