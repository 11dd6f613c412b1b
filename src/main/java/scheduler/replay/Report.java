package scheduler.replay;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import scheduler.message.Tenant;

/// What has been found, as it is found: a line for each difference, and how much was compared.
public final class Report {

    private final Consumer<String> lines;
    private final Map<String, Long> rows = new LinkedHashMap<>();
    private @Nullable Tenant tenant;
    private long differences;
    private long events;
    private long untold;

    public Report(Consumer<String> lines) {
        this.lines = lines;
    }

    /// Whose what follows is.
    void of(Tenant whose) {
        this.tenant = whose;
    }

    void says(String table, String key, String wrong) {
        differences++;
        var whose = tenant == null || tenant.id().equals(Tenant.DEMO) ? "" : " of " + tenant.id();
        lines.accept(table + " " + key + whose + ": " + wrong + ".");
    }

    void played(long more) {
        events += more;
    }

    void compared(String table, long more) {
        rows.merge(table, more, Long::sum);
    }

    /// Of which the log does not tell any more.
    void untold() {
        untold++;
    }

    public long differences() {
        return differences;
    }

    /// All of it in one sentence.
    public String summary() {
        var tables = rows.entrySet().stream()
                .map(each -> each.getKey() + " " + each.getValue())
                .collect(Collectors.joining(", "));
        var compared = "Played " + events + " events back and compared the rows that they tell of (" + tables + ")"
                + (differences == 0 ? ": all are as the log tells." : ", with differences: " + differences + ".");
        return untold == 0 ? compared : compared + " Of " + untold + " rows the log does not tell any more.";
    }
}
