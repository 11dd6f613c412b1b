package scheduler.bench;

import io.vertx.core.json.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/// The clients of [OpenLoop], all on one thread: told what to send by lines of JSON, they tell what came of it by
/// others. They know as much of HTTP as it takes, for on two processors whatever they do is taken from the service.
final class OpenLoopClients {

    private static final int CONNECTIONS_MAX = 2_048;
    private static final int SENT_AT_ONCE_MAX = 64;
    private static final int ANSWER_BYTES_MAX = 16_384;
    private static final long NANOS_MAX = TimeUnit.SECONDS.toNanos(60);
    private static final long PAUSE_NANOS_MAX = TimeUnit.MICROSECONDS.toNanos(200);
    private static final Pattern LENGTH = Pattern.compile("(?i)\r\ncontent-length: *(\\d+)");

    /// Behind all that `wrk` books.
    private static final int FIRST_SLOT = 12_000;

    private static final int RESOURCES = 1_000;
    private static final int SLOTS_A_DAY = 32;

    private final int port;
    private final Selector selector = Selector.open();
    private final ArrayDeque<Connection> idle = new ArrayDeque<>();
    private Tally tally = new Tally();
    private int connections;
    private int wishes;
    private int open;

    private OpenLoopClients(int port) throws IOException {
        this.port = port;
    }

    public static void main(String[] arguments) throws IOException {
        var clients = new OpenLoopClients(Integer.parseInt(arguments[0]));
        var asked = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (var line = asked.readLine(); line != null; line = asked.readLine()) {
            var question = new JsonObject(line);
            var alone = question.getInteger("alone");
            System.out.println((alone == null
                            ? clients.run(question.getDouble("rate"), question.getDouble("seconds"))
                            : clients.alone(alone))
                    .encode());
        }
    }

    private JsonObject run(double rate, double seconds) throws IOException {
        // What can be done before is.
        int count = Math.toIntExact(Math.round(rate * seconds));
        var prepared = Stream.generate(this::nextWish).limit(count).toList();
        tally = new Tally();
        int sent = 0;
        while (sent < count || open > 0) {
            int sending = 0;
            while (sent < count && sending < SENT_AT_ONCE_MAX && due(sent, rate) <= System.nanoTime()) {
                var connection = free();
                if (connection == null) {
                    break;
                }
                connection.send(prepared.get(sent), due(sent, rate));
                sent++;
                sending++;
            }
            listen(sent < count ? due(sent, rate) - System.nanoTime() : PAUSE_NANOS_MAX);
            tally.giveUpAfterNanos(NANOS_MAX + Math.round(seconds * 1e9));
        }
        return tally.toJson();
    }

    private JsonObject alone(int count) throws IOException {
        tally = new Tally();
        for (int i = 0; i < count; i++) {
            free().send(nextWish(), System.nanoTime());
            while (open > 0) {
                selector.select(OpenLoopClients::answered, 0);
            }
        }
        return tally.toJson();
    }

    private long due(long number, double rate) {
        return tally.began + Math.round(number / rate * 1e9);
    }

    /// Nobody while as many connections wait as may be.
    private Connection free() throws IOException {
        var connection = idle.poll();
        return connection != null || connections == CONNECTIONS_MAX ? connection : new Connection();
    }

    /// Takes in what has been answered, and rests for a moment while nothing is to be sent: a selector waits for whole
    /// milliseconds only.
    private void listen(long nanos) throws IOException {
        if (selector.selectNow(OpenLoopClients::answered) == 0 && nanos > 0) {
            LockSupport.parkNanos(Math.min(nanos, PAUSE_NANOS_MAX));
        }
    }

    private static void answered(SelectionKey key) {
        try {
            ((Connection) key.attachment()).read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private byte[] nextWish() {
        int number = wishes++;
        int slot = FIRST_SLOT + number / RESOURCES;
        var day = LocalDate.of(2026, 12, 1).plusDays(slot / SLOTS_A_DAY);
        var time = LocalTime.of(6, 0).plusMinutes(30L * (slot % SLOTS_A_DAY));
        var body = """
                {"service":"visit","resource":"r%d","start":"%sT%s","attendees":\
                [{"name":"Ada Lovelace","email":"ada%d@example.org"}]}"""
                .formatted(number % RESOURCES, day, time, number);
        var request = """
                POST /v1/bookings HTTP/1.1\r
                Host: 127.0.0.1:%d\r
                Content-Type: application/json\r
                Idempotency-Key: other-%d\r
                Content-Length: %d\r
                \r
                %s""".formatted(port, number, body.length(), body);
        return request.getBytes(StandardCharsets.US_ASCII);
    }

    /// One that has at most one wish under way.
    private final class Connection {

        private final SocketChannel channel;
        private final ByteBuffer answer = ByteBuffer.allocate(ANSWER_BYTES_MAX);
        private long due;
        private long sent;

        Connection() throws IOException {
            channel = SocketChannel.open(new InetSocketAddress("127.0.0.1", port));
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            channel.register(selector, SelectionKey.OP_READ, this);
            connections++;
        }

        void send(byte[] request, long when) throws IOException {
            due = when;
            var wish = ByteBuffer.wrap(request);
            sent = System.nanoTime();
            open++;
            while (wish.hasRemaining()) {
                channel.write(wish);
            }
        }

        void read() throws IOException {
            if (channel.read(answer) < 0) {
                ended();
                return;
            }
            var text = new String(answer.array(), 0, answer.position(), StandardCharsets.ISO_8859_1);
            int head = text.indexOf("\r\n\r\n");
            if (head > 0 && text.length() >= head + 4 + length(text)) {
                tally.add(Integer.parseInt(text.substring(9, 12)), text.substring(0, head), due, sent);
                answer.clear();
                open--;
                idle.push(this);
            }
        }

        private int length(String text) {
            Matcher found = LENGTH.matcher(text);
            return found.find() ? Integer.parseInt(found.group(1)) : 0;
        }

        /// In the middle of a wish, or while it rested.
        private void ended() throws IOException {
            channel.close();
            connections--;
            if (!idle.remove(this)) {
                open--;
                tally.others.merge("ended connections", 1, Integer::sum);
            }
        }
    }

    /// What came of the wishes of one run.
    private static final class Tally {

        private final long began = System.nanoTime();
        private final long processorNanos = processorNanos();
        private final Histogram booked = new Histogram(NANOS_MAX, 3);
        private final Histogram overloaded = new Histogram(NANOS_MAX, 3);
        private final Map<String, Integer> others = new TreeMap<>();
        private int withoutRetryAfter;

        void add(int status, String head, long due, long sent) {
            long now = System.nanoTime();
            switch (status) {
                case 201 -> booked.recordValue(Math.min(NANOS_MAX, now - due));
                case 503 -> {
                    overloaded.recordValue(Math.min(NANOS_MAX, now - sent));
                    withoutRetryAfter += head.toLowerCase().contains("\r\nretry-after:") ? 0 : 1;
                }
                default -> others.merge("status " + status, 1, Integer::sum);
            }
        }

        void giveUpAfterNanos(long most) {
            if (System.nanoTime() - began > most) {
                throw new IllegalStateException("some wishes were never answered");
            }
        }

        JsonObject toJson() {
            return new JsonObject()
                    .put("booked", waits(booked))
                    .put("overloaded", waits(overloaded))
                    .put("withoutRetryAfter", withoutRetryAfter)
                    .put("others", new JsonObject(Map.copyOf(others)))
                    .put("seconds", (System.nanoTime() - began) / 1e9)
                    .put("ownSeconds", (processorNanos() - processorNanos) / 1e9);
        }

        private static JsonObject waits(Histogram histogram) {
            return new JsonObject()
                    .put("count", histogram.getTotalCount())
                    .put("p50", histogram.getValueAtPercentile(50) / 1e6)
                    .put("p99", histogram.getValueAtPercentile(99) / 1e6)
                    .put("max", histogram.getMaxValue() / 1e6);
        }

        private static long processorNanos() {
            return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
                    .getProcessCpuTime();
        }
    }
}
