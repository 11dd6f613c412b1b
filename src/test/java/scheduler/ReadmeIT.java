package scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import scheduler.testing.Postgres;

/// Plays the README: its shell blocks run one after the other in one shell, and each has to show what stands below it.
class ReadmeIT {

    private static final Pattern BLOCK = Pattern.compile("```sh\n(.*?)```\n```text\n(.*?)```", Pattern.DOTALL);
    private static final String END_OF_BLOCK = "=== end of block ===";

    @RegisterExtension
    static final Postgres postgres = new Postgres();

    @TempDir
    Path directory;

    /// A block of commands and the lines that their output must have, in this order.
    private record Block(String commands, List<String> expected) {}

    @Test
    void every_curl_line_does_what_stands_below_it() throws Exception {
        var blocks = blocks();
        try (var service = ServiceJar.start(directory, Map.of("DATABASE_URL", postgres.url()))
                .ready()) {
            var outputs = played(blocks, service.port());

            assertThat(blocks).hasSizeGreaterThanOrEqualTo(6);
            for (int i = 0; i < blocks.size(); i++) {
                assertThat(outputs.get(i)).as(blocks.get(i).commands).containsSubsequence(blocks.get(i).expected);
            }
        }
    }

    private static List<Block> blocks() throws IOException {
        var blocks = new ArrayList<Block>();
        var matcher = BLOCK.matcher(Files.readString(Path.of("README.md")));
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), matcher.group(2).lines().toList()));
        }
        return blocks;
    }

    private List<String> played(List<Block> blocks, int port) throws IOException, InterruptedException {
        var script = new StringBuilder();
        for (var block : blocks) {
            script.append(block.commands.replace("localhost:8080", "localhost:" + port))
                    .append("\necho '")
                    .append(END_OF_BLOCK)
                    .append("'\n");
        }
        var output = directory.resolve("readme.txt");
        var shell = new ProcessBuilder("bash", "-c", script.toString())
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return List.of(Files.readString(output).split(END_OF_BLOCK, -1));
    }
}
