package scheduler.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What it reads and writes is to the letter what the JDK's formatters do.
class PlainInstantTest {

    private static final List<String> ZONES = List.of(
            "UTC", "Europe/Berlin", "Asia/Kolkata", "America/St_Johns", "Pacific/Kiritimati", "Pacific/Marquesas");

    @Test
    void writes_what_the_formatter_writes() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            var instant = Instant.ofEpochSecond(random.nextLong(-5_000_000_000L, 10_000_000_000L));
            var time = instant.atZone(ZoneId.of(ZONES.get(random.nextInt(ZONES.size()))));
            var expected = DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(time);

            var written = PlainInstant.write(time.toLocalDateTime(), time.getOffset());

            assertThat(written == null ? expected : written).as("seed %d", seed).isEqualTo(expected);
            assertThat(PlainInstant.read(expected)).as(expected).isIn(instant, null);
        }
    }

    @Test
    void reads_what_the_formatter_reads() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var digits = "0123456789012345678901234567890123456789+-:TZ. ";
        int read = 0;
        for (int i = 0; i < 200_000; i++) {
            var text = new StringBuilder(random.nextBoolean() ? "2026-02-28T23:59:59+01:00" : "2024-12-31T00:00:00Z");
            for (int changes = random.nextInt(3); changes >= 0; changes--) {
                text.setCharAt(random.nextInt(text.length()), digits.charAt(random.nextInt(digits.length())));
            }
            var plain = PlainInstant.read(text.toString());
            if (plain != null) {
                read++;
                assertThat(plain).as("seed %d: %s", seed, text).isEqualTo(byFormatter(text.toString()));
            }
        }
        assertThat(read).isGreaterThan(10_000);
    }

    private static @Nullable Instant byFormatter(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "2026-12-01",
                "2026-12-01T09:00Z",
                "2026-12-01T09:00:00",
                "2026-12-01T09:00:00.5Z",
                "2026-12-01T24:00:00Z",
                "2026-13-01T09:00:00Z",
                "2026-02-29T09:00:00Z",
                "2026-12-00T09:00:00Z",
                "2026-12-01T09:00:60Z",
                "2026-12-01t09:00:00z",
                "2026-12-01T09:00:00+01",
                "2026-12-01T09:00:00+01:60",
                "2026-12-01T09:00:00+19:00",
                "2026-12-01T09:00:00Z ",
                "٢٠٢٦-12-01T09:00:00Z"
            })
    void leaves_all_else_to_the_formatter(String text) {
        assertThat(PlainInstant.read(text)).isNull();
    }

    @Test
    void leaves_what_it_cannot_write() {
        var berlin = ZoneId.of("Europe/Berlin");

        assertThat(Instants.write(Instant.parse("2026-12-01T08:00:00.123456Z"), berlin))
                .isEqualTo("2026-12-01T09:00:00.123456+01:00");
        assertThat(Instants.write(Instant.parse("1880-01-01T00:00:00Z"), berlin))
                .isEqualTo("1880-01-01T00:00:00Z");
    }
}
