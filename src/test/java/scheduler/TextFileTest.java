package scheduler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is wrong with a file is said in one line that names it.
class TextFileTest {

    @TempDir
    Path directory;

    @Test
    void a_file_in_utf_8_is_read() throws IOException {
        var file = Files.writeString(directory.resolve("file.yaml"), "Zoë, 東京, 🦷\n");

        assertThat(TextFile.read(file.toString())).isEqualTo("Zoë, 東京, 🦷\n");
    }

    @Test
    void one_in_another_encoding_is_found_by_its_line() throws IOException {
        var latin = Files.write(
                directory.resolve("latin.yaml"), "a: 1\nb: 2\nname: Zoë\n".getBytes(StandardCharsets.ISO_8859_1));
        var cut = Files.write(directory.resolve("cut.yaml"), new byte[] {'a', '\n', (byte) 0xC3});
        var wide = Files.write(directory.resolve("wide.yaml"), "a: 1\n".getBytes(StandardCharsets.UTF_16));

        assertRefused(latin, latin + ":3: it is not UTF-8.");
        assertRefused(cut, cut + ":2: it is not UTF-8.");
        assertRefused(wide, wide + ":1: it is not UTF-8.");
    }

    @Test
    void one_that_is_not_there_or_no_file_is_named() {
        var nowhere = directory.resolve("nowhere.yaml");

        assertRefused(nowhere, "There is no file " + nowhere + ".");
        assertRefused(directory, directory + " cannot be read: Is a directory.");
        assertThatIllegalStateException()
                .isThrownBy(() -> TextFile.read("a\0b"))
                .withMessageStartingWith("There is no file");
    }

    private static void assertRefused(Path file, String message) {
        assertThatIllegalStateException()
                .isThrownBy(() -> TextFile.read(file.toString()))
                .withMessage(message);
    }
}
