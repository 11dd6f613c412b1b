package scheduler.dev;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The PostgreSQL processes that work on one data directory, whoever started them.
final class ServerProcesses {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /// No system has a process of this number, so PostgreSQL takes it for a dead one.
    private static final String NOBODY = Integer.toString(Integer.MAX_VALUE);

    /// The server, and what makes its directory or starts it, which may go on after its JVM was killed.
    private static final Set<String> PROGRAMS = Set.of("postgres", "initdb", "pg_ctl");

    private final Path directory;

    ServerProcesses(Path directory) {
        this.directory = directory;
    }

    /// Ends what still runs here, more harshly every few seconds, and sees to it that a next server can start.
    void end() throws IOException {
        for (String signal : List.of("INT", "QUIT", "KILL")) {
            if (areGoneAfter(signal)) {
                forgetPid();
                return;
            }
        }
        throw new IllegalStateException(
                "PostgreSQL of " + directory + " cannot be ended, its processes are " + pids(alive()));
    }

    /// All of them at once, the postmaster and its children.
    void kill() {
        alive().forEach(ProcessHandle::destroyForcibly);
    }

    boolean areGone() {
        return alive().isEmpty();
    }

    private boolean areGoneAfter(String signal) throws IOException {
        List<ProcessHandle> alive = alive();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        if (!alive.isEmpty()) {
            send(signal, alive);
        }
        while (!alive.isEmpty() && System.nanoTime() < deadline) {
            Pause.milliseconds(20);
            alive = alive();
        }
        return alive.isEmpty();
    }

    /// To the postmaster, which tells its children; a child that has lost it gets the signal itself.
    private static void send(String signal, List<ProcessHandle> alive) throws IOException {
        List<ProcessHandle> heads = alive.stream()
                .filter(process -> process.parent().filter(alive::contains).isEmpty())
                .toList();
        if (isWindows()) {
            heads.forEach(ProcessHandle::destroyForcibly);
            return;
        }
        new ProcessBuilder("sh", "-c", "kill -" + signal + " " + pids(heads))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private static String pids(List<ProcessHandle> processes) {
        return String.join(
                " ",
                processes.stream().map(process -> Long.toString(process.pid())).toList());
    }

    private List<ProcessHandle> alive() {
        return ProcessHandle.allProcesses().filter(this::worksHere).toList();
    }

    /// A process that has ended but was not yet collected by its parent has neither command nor directory any more.
    private boolean worksHere(ProcessHandle process) {
        Optional<String> program = process.info().command().map(ServerProcesses::programName);
        return program.filter(PROGRAMS::contains).isPresent() && (isIn(process) || isStartedFor(process));
    }

    /// Linux adds a remark when the file has been deleted since.
    private static String programName(String command) {
        String name = Path.of(command).getFileName().toString();
        return name.replace(" (deleted)", "").replace(".exe", "");
    }

    private boolean isIn(ProcessHandle process) {
        try {
            return Files.isSameFile(Path.of("/proc", Long.toString(process.pid()), "cwd"), directory);
        } catch (IOException e) {
            return false;
        }
    }

    private boolean isStartedFor(ProcessHandle process) {
        return process.info().arguments().stream().flatMap(Arrays::stream).anyMatch(directory.toString()::equals);
    }

    /// The pid that a killed server left may belong to another program by now, for which PostgreSQL would not start.
    /// The other lines stay: with them PostgreSQL checks that nothing is attached to the old server's memory.
    private void forgetPid() throws IOException {
        Path file = directory.resolve("postmaster.pid");
        if (!Files.exists(file)) {
            return;
        }
        List<String> lines = Files.readAllLines(file);
        Optional<String> pid = lines.stream().findFirst().filter(line -> line.matches("\\d+"));
        if (pid.isEmpty()) {
            Files.delete(file);
        } else {
            lines.set(0, NOBODY);
            Files.writeString(file, String.join("\n", lines) + "\n");
        }
    }

    private static boolean isWindows() {
        return System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("windows");
    }
}
