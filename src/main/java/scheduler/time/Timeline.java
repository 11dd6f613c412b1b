package scheduler.time;

import java.time.LocalDate;
import java.util.Comparator;
import java.util.List;

/// What holds on which dates, at most one thing on each.
public record Timeline<T>(List<Entry<T>> entries) {

    /// A thing and the dates on which it holds.
    public record Entry<T>(DateSpan dates, T value) {}

    public Timeline {
        entries = entries.stream()
                .sorted(Comparator.comparing(entry -> entry.dates().from()))
                .toList();
        for (int i = 1; i < entries.size(); i++) {
            var before = entries.get(i - 1).dates();
            var next = entries.get(i).dates();
            if (!before.to().isBefore(next.from())) {
                throw new IllegalArgumentException(before + " and " + next + " overlap.");
            }
        }
    }

    public static <T> Timeline<T> empty() {
        return new Timeline<>(List.of());
    }

    public T at(LocalDate date, T otherwise) {
        int low = 0;
        int high = entries.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (entries.get(middle).dates().from().isAfter(date)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low > 0 && entries.get(low - 1).dates().contains(date)
                ? entries.get(low - 1).value()
                : otherwise;
    }
}
