package scheduler;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/// A file that a person wrote, in UTF-8. What is wrong with it is one line that names it.
final class TextFile {

    private TextFile() {}

    static String read(String file) {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(Path.of(file));
        } catch (NoSuchFileException | InvalidPathException e) {
            throw new IllegalStateException("There is no file " + file + ".", e);
        } catch (AccessDeniedException e) {
            throw new IllegalStateException(file + " cannot be read: no permission.", e);
        } catch (IOException e) {
            throw new IllegalStateException(file + " cannot be read: " + e.getMessage() + ".", e);
        }
        return decoded(file, bytes);
    }

    static String decoded(String file, byte[] bytes) {
        var left = ByteBuffer.wrap(bytes);
        var text = CharBuffer.allocate(bytes.length);
        var end = StandardCharsets.UTF_8.newDecoder().decode(left, text, true);
        text.flip();
        if (end.isError()) {
            long line = text.chars().filter(c -> c == '\n').count() + 1;
            throw new IllegalStateException(file + ":" + line + ": it is not UTF-8.");
        }
        return text.toString();
    }
}
