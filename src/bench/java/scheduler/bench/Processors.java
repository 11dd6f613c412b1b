package scheduler.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How long the processors have worked for this process and for a PostgreSQL server, by what Linux says of them. On a
/// machine that others use too it tells more than a rate does.
record Processors(double here, double postgres) {

    private static final double TICKS_PER_SECOND = 100;

    /// Where in /proc/<pid>/stat the times of the process begin, in front of those of its children that have ended.
    private static final int TIMES = 11;

    /// Up to now. `postmaster` is the process that all others of the server descend from.
    static Processors now(ProcessHandle postmaster) {
        double postgres = seconds(postmaster.pid(), 4)
                + postmaster.descendants()
                        .mapToDouble(each -> seconds(each.pid(), 2))
                        .sum();
        return new Processors(seconds(ProcessHandle.current().pid(), 2), postgres);
    }

    /// How long this process has worked since this was taken for each of so many, in microseconds.
    double microsSince(ProcessHandle postmaster, double count) {
        return (now(postmaster).here - here) / count * 1e6;
    }

    /// What has been worked since this was taken, for each of so many.
    String since(ProcessHandle postmaster, double count) {
        var now = now(postmaster);
        return "CPU for each: %.0f µs here, %.0f µs in PostgreSQL"
                .formatted((now.here - here) / count * 1e6, (now.postgres - postgres) / count * 1e6);
    }

    private static double seconds(long pid, int times) {
        try {
            var stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // The name of the program stands in brackets and may have blanks in it.
            var fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            double ticks = 0;
            for (int i = TIMES; i < TIMES + times; i++) {
                ticks += Double.parseDouble(fields[i]);
            }
            return ticks / TICKS_PER_SECOND;
        } catch (IOException e) {
            // It has ended, before the file was opened or since then, and counts with its parent.
            return 0;
        }
    }
}
