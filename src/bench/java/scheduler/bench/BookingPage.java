package scheduler.bench;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.knowm.xchart.CategoryChartBuilder;
import org.knowm.xchart.VectorGraphicsEncoder;
import org.knowm.xchart.VectorGraphicsEncoder.VectorGraphicsFormat;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.internal.chartpart.Chart;

/// A page about one run of the benchmark of bookings: how many a second, how many of those that were wished for, and how
/// long they took.
final class BookingPage {

    private static final int WIDTH = 860;
    private static final int HEIGHT = 380;

    private final List<String> names = new ArrayList<>();
    private final List<Double> rates = new ArrayList<>();
    private final List<Double> loads = new ArrayList<>();
    private final List<Double> goodput = new ArrayList<>();
    private final List<Double> median = new ArrayList<>();
    private final List<Double> slow = new ArrayList<>();
    private final List<String> said = new ArrayList<>();

    /// What was measured, in words; it is printed as well.
    void say(String line) {
        System.out.println(line);
        said.add(line);
    }

    /// How many a second when as many are asked for as can be.
    void rate(String what, double perSecond) {
        names.add(what);
        rates.add(perSecond);
    }

    /// How many of so many wishes a second are booked, and how long that takes.
    void load(double wishesPerSecond, OpenLoop.Answers answers) {
        loads.add(wishesPerSecond);
        goodput.add(answers.bookingsPerSecond());
        median.add(answers.booked().p50());
        slow.add(answers.booked().p99());
    }

    void write(Path path) throws IOException {
        var page = new StringBuilder("""
                <!doctype html><html lang="en"><meta charset="utf-8"><title>Bookings under load</title>
                <style>body{font:15px sans-serif;max-width:900px;margin:2em auto}pre{white-space:pre-wrap}</style>
                <h1>Bookings under load</h1>
                """);
        page.append("<p>").append(Instant.now()).append("</p>");
        page.append(svg(throughput())).append(svg(goodput())).append(svg(percentiles()));
        page.append("<pre>").append(String.join("\n", said).replace("&", "&amp;").replace("<", "&lt;")).append("</pre>");
        Files.writeString(path, page.append("</html>"));
    }

    private Chart<?, ?> throughput() {
        var chart = new CategoryChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Throughput")
                .yAxisTitle("a second")
                .build();
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setYAxisMin(0.0);
        chart.addSeries("rate", names, rates);
        return chart;
    }

    private Chart<?, ?> goodput() {
        var chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("Goodput against load")
                .xAxisTitle("wishes a second")
                .yAxisTitle("bookings a second")
                .build();
        chart.getStyler().setYAxisMin(0.0);
        chart.addSeries("booked", loads, goodput);
        return chart;
    }

    private Chart<?, ?> percentiles() {
        var chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title("How long a booking takes from when it was due")
                .xAxisTitle("wishes a second")
                .yAxisTitle("ms")
                .build();
        chart.getStyler().setYAxisLogarithmic(true);
        chart.addSeries("p50", loads, median);
        chart.addSeries("p99", loads, slow);
        return chart;
    }

    private static String svg(Chart<?, ?> chart) throws IOException {
        var bytes = new ByteArrayOutputStream();
        VectorGraphicsEncoder.saveVectorGraphic(chart, bytes, VectorGraphicsFormat.SVG);
        var text = bytes.toString(StandardCharsets.UTF_8);
        return text.substring(text.indexOf("<svg"));
    }
}
