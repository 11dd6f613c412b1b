package scheduler.availability.search;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.jspecify.annotations.Nullable;
import scheduler.availability.search.Clinic.Filling;

/// What `POST /v1/slots/query` computes, from all that is known to the text of the answer: the first 20 free half hours of
/// 1,000 doctors in 30 days and the day counts of 100 doctors over 90 days, for calendars filled in three ways, and the
/// same for parts of them; all take turns in one run, and the medians count.
public final class SearchBench {

    private static final int WARM_UPS = 300;
    private static final int ROUNDS = 200;
    private static final int FIRST = 20;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private SearchBench() {}

    /// A search, and how long it took each time, in milliseconds.
    private static final class Case {
        private final String name;
        private final Supplier<String> search;
        private final double[] millis = new double[ROUNDS];
        private final double[] cpuMillis = new double[ROUNDS];

        Case(String name, Clinic clinic, boolean byDoctor, @Nullable Integer first) {
            this.name = name;
            this.search = () -> clinic.search(byDoctor, first);
        }

        void take(int round) {
            long began = System.nanoTime();
            long cpuBegan = THREADS.getCurrentThreadCpuTime();
            search.get();
            if (round >= 0) {
                cpuMillis[round] = (THREADS.getCurrentThreadCpuTime() - cpuBegan) / 1e6;
                millis[round] = (System.nanoTime() - began) / 1e6;
            }
        }

        String text() {
            return "%s: %.1f ms, %.1f ms of them CPU".formatted(name, median(millis), cpu());
        }

        double cpu() {
            return median(cpuMillis);
        }

        private static double median(double[] values) {
            var sorted = values.clone();
            Arrays.sort(sorted);
            return sorted[sorted.length / 2];
        }
    }

    /// The same for so much and for parts of it.
    private record Growth(String of, List<Integer> amounts, List<Case> cases) {

        /// What each takes by its amount, the first being 1.
        String text() {
            var each = new double[cases.size()];
            Arrays.setAll(each, i -> cases.get(i).cpu() / amounts.get(i));
            return "%s: %s ms of CPU, by amount %s"
                    .formatted(
                            of,
                            texts(cases.stream().mapToDouble(Case::cpu)),
                            texts(Arrays.stream(each).map(one -> one / each[0])));
        }

        private static String texts(DoubleStream numbers) {
            return numbers.mapToObj("%.2f"::formatted).collect(Collectors.joining(", "));
        }
    }

    public static void main(String[] arguments) {
        var single = new ArrayList<Case>();
        for (var filling : Filling.values()) {
            var how = filling.name().toLowerCase(Locale.ROOT).replace('_', ' ');
            var many = new Clinic(1_000, 30, filling);
            single.add(new Case("first 20 of 1,000 doctors in 30 days, each named, " + how, many, true, FIRST));
            single.add(new Case("first 20 of 1,000 doctors in 30 days, anybody, " + how, many, false, FIRST));
            single.add(new Case(
                    "day counts of 100 doctors over 90 days, " + how, new Clinic(100, 90, filling), true, null));
        }
        var growths = List.of(
                byDoctors("first 20 of doctors", Filling.FULL_AT_FIRST, 30, FIRST, List.of(250, 500, 1_000)),
                byDoctors("day counts of doctors", Filling.MOSTLY_FREE, 90, null, List.of(25, 50, 100)),
                byDays("day counts of days", List.of(21, 42, 84)));
        measure(single, growths);
        single.forEach(each -> System.out.println(each.text()));
        growths.forEach(each -> System.out.println(each.text()));
    }

    private static Growth byDoctors(
            String name, Filling filling, int days, @Nullable Integer first, List<Integer> doctors) {
        return new Growth(
                name + " " + doctors,
                doctors,
                doctors.stream()
                        .map(each -> new Case(name, new Clinic(each, days, filling), true, first))
                        .toList());
    }

    private static Growth byDays(String name, List<Integer> days) {
        return new Growth(
                name + " " + days,
                days,
                days.stream()
                        .map(each -> new Case(name, new Clinic(100, each, Filling.MOSTLY_FREE), true, null))
                        .toList());
    }

    private static void measure(List<Case> single, List<Growth> growths) {
        var all = new ArrayList<>(single);
        growths.forEach(each -> all.addAll(each.cases));
        for (int round = -WARM_UPS; round < ROUNDS; round++) {
            for (var each : all) {
                each.take(round);
            }
        }
    }
}
