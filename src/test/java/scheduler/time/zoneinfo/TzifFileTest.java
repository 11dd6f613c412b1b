package scheduler.time.zoneinfo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.TzifWriter;

/// Compiled rules of a zone, read back.
class TzifFileTest {

    private static final Instant FROM = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant TO = Instant.parse("2250-01-01T00:00:00Z");

    static Set<String> zones() {
        return ZoneId.getAvailableZoneIds();
    }

    /// Files as they are made small: what follows by the rule for the years to come is not written out.
    @ParameterizedTest
    @MethodSource("zones")
    void what_the_jdk_has_can_be_read_from_a_short_file(String zone) {
        var rules = ZoneId.of(zone).getRules();

        var read = TzifFile.read(TzifWriter.of(rules, Instant.MIN).bytes());

        assertSame(read, rules);
    }

    /// Files as most systems have them, with transitions to 2037.
    @ParameterizedTest
    @MethodSource("zones")
    void what_the_jdk_has_can_be_read_from_a_long_file(String zone) {
        var rules = ZoneId.of(zone).getRules();

        var read = TzifFile.read(
                TzifWriter.of(rules, Instant.parse("2038-01-01T00:00:00Z")).bytes());

        assertSame(read, rules);
    }

    private static void assertSame(ZoneRules read, ZoneRules expected) {
        assertThat(read.getOffset(FROM)).isEqualTo(expected.getOffset(FROM));
        var transitions = transitions(expected);
        assertThat(transitions(read)).isEqualTo(transitions);
        for (var each : transitions) {
            assertSameAround(read, expected, each.getDateTimeBefore());
            assertSameAround(read, expected, each.getDateTimeAfter());
        }
    }

    private static void assertSameAround(ZoneRules read, ZoneRules expected, LocalDateTime local) {
        for (int minutes : new int[] {-90, -1, 0, 1, 20, 90}) {
            var near = local.plusMinutes(minutes);
            assertThat(read.getValidOffsets(near)).isEqualTo(expected.getValidOffsets(near));
            assertThat(read.getTransition(near)).isEqualTo(expected.getTransition(near));
            assertThat(read.getOffset(near.toInstant(ZoneOffset.UTC)))
                    .isEqualTo(expected.getOffset(near.toInstant(ZoneOffset.UTC)));
        }
    }

    private static List<ZoneOffsetTransition> transitions(ZoneRules rules) {
        var found = new ArrayList<ZoneOffsetTransition>();
        for (var next = rules.nextTransition(FROM);
                next != null && next.getInstant().isBefore(TO);
                next = rules.nextTransition(next.getInstant())) {
            found.add(next);
        }
        return found;
    }

    @Test
    void a_zone_that_stays_on_one_offset_does_so_for_ever() {
        var vancouver = ZoneId.of("America/Vancouver").getRules();
        var stays = Instant.parse("2026-11-01T09:00:00Z");

        var read = TzifFile.read(
                TzifWriter.fixedFrom(vancouver, stays, ZoneOffset.ofHours(-7)).bytes());

        assertThat(read.getValidOffsets(LocalDateTime.parse("2025-12-01T09:00")))
                .containsExactly(ZoneOffset.ofHours(-8));
        assertThat(read.getValidOffsets(LocalDateTime.parse("2026-12-01T09:00")))
                .containsExactly(ZoneOffset.ofHours(-7));
        assertThat(read.getValidOffsets(LocalDateTime.parse("2199-12-01T09:00")))
                .containsExactly(ZoneOffset.ofHours(-7));
        assertThat(read.nextTransition(stays)).isNull();
    }

    /// As St. John's in 2011: its clocks went forward a minute past midnight, and later in the year it took over the
    /// rule of its neighbours. The last entry of its file changes nothing but where that rule begins.
    @Test
    void the_rule_for_the_years_to_come_begins_where_the_last_entry_says() {
        var standard = ZoneOffset.ofHoursMinutes(-3, -30);
        var daylight = ZoneOffset.ofHoursMinutes(-2, -30);
        var forward = ZoneOffsetTransition.of(LocalDateTime.parse("2011-03-13T00:01"), standard, daylight);
        var file = new TzifWriter(standard, List.of(forward, forward), "NST3:30NDT,M3.2.0,M11.1.0").bytes();
        var second = ByteBuffer.wrap(file);
        second.putLong(
                44 + 6 + 44 + Long.BYTES, Instant.parse("2011-11-01T02:30:00Z").getEpochSecond());

        var read = TzifFile.read(file);

        assertThat(read.getOffset(Instant.parse("2011-03-13T03:30:59Z"))).isEqualTo(standard);
        assertThat(read.getOffset(Instant.parse("2011-03-13T03:31:00Z"))).isEqualTo(daylight);
        assertThat(read.nextTransition(forward.getInstant()).getDateTimeBefore())
                .isEqualTo("2011-11-06T02:00");
        assertThat(read.nextTransition(Instant.parse("2030-01-01T00:00:00Z")).getDateTimeBefore())
                .isEqualTo("2030-03-10T02:00");
    }

    @Test
    void a_file_of_nothing_but_a_yearly_rule_follows_it_from_1900_on() {
        var read =
                TzifFile.read(new TzifWriter(ZoneOffset.ofHours(1), List.of(), "CET-1CEST,M3.5.0,M10.5.0/3").bytes());

        assertThat(read.getValidOffsets(LocalDateTime.parse("1950-07-01T12:00")))
                .containsExactly(ZoneOffset.ofHours(2));
        assertThat(read.getValidOffsets(LocalDateTime.parse("2026-07-01T12:00")))
                .containsExactly(ZoneOffset.ofHours(2));
        assertThat(read.getValidOffsets(LocalDateTime.parse("2026-12-01T12:00")))
                .containsExactly(ZoneOffset.ofHours(1));
    }

    @Test
    void a_file_without_a_rule_for_the_years_to_come_stays_where_it_is() {
        var berlin = TzifWriter.of(ZoneId.of("Europe/Berlin").getRules(), Instant.MIN);

        var read = TzifFile.read(new TzifWriter(berlin.first(), berlin.transitions(), "").bytes());

        assertThat(read.nextTransition(TO)).isNull();
        assertThat(read.getOffset(TO)).isEqualTo(berlin.transitions().getLast().getOffsetAfter());
    }

    @Test
    void every_truncated_file_is_refused() {
        var whole = TzifWriter.of(ZoneId.of("Europe/Dublin").getRules(), Instant.MIN)
                .bytes();

        for (int length = 0; length < whole.length; length++) {
            var truncated = Arrays.copyOf(whole, length);

            assertThatIllegalArgumentException()
                    .as("%s bytes", length)
                    .isThrownBy(() -> TzifFile.read(truncated))
                    .withMessageMatching("it (ends too early|is not a compiled time zone)");
        }
    }

    @Test
    void a_damaged_file_is_read_or_refused_and_nothing_else() {
        long seed = new Random().nextLong();
        var random = new Random(seed);
        var whole = TzifWriter.of(ZoneId.of("America/Scoresbysund").getRules(), Instant.MIN)
                .bytes();

        for (int i = 0; i < 5_000; i++) {
            var damaged = whole.clone();
            damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            damaged[44 + 6 + random.nextInt(44)] = (byte) random.nextInt();

            var failure = catchThrowable(() -> TzifFile.read(damaged));

            if (failure != null) {
                assertThat(failure).as("seed %s", seed).isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0x5A, is not a compiled time zone",
        "4, 0, of version 1",
        "50, 0, is not a compiled time zone",
        "81, 1, counts leap seconds",
        "82, 0x80, negative count",
        "89, 0, has no offset"
    })
    void what_is_wrong_with_a_file_is_said(int at, String value, String said) {
        var file = TzifWriter.of(ZoneId.of("Asia/Gaza").getRules(), Instant.MIN).bytes();
        file[at] = Integer.decode(value).byteValue();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TzifFile.read(file))
                .withMessageContaining(said);
    }

    @ParameterizedTest
    @ValueSource(strings = {"CET-1", "EET-2EEST,M3.5.0/3,M10.5.0/4"})
    void a_rule_for_the_years_to_come_that_contradicts_the_last_offset_is_refused(String footer) {
        var file = new TzifWriter(
                        ZoneOffset.ofHours(1),
                        List.of(ZoneOffsetTransition.of(
                                LocalDateTime.parse("2026-01-01T00:00"), ZoneOffset.ofHours(1), ZoneOffset.ofHours(3))),
                        footer)
                .bytes();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TzifFile.read(file))
                .withMessageContaining("does not go on from its last offset");
    }

    @Test
    void transitions_that_are_not_in_order_are_refused() {
        var change =
                ZoneOffsetTransition.of(LocalDateTime.parse("2026-01-01T00:00"), ZoneOffset.UTC, ZoneOffset.ofHours(1));

        var file = new TzifWriter(ZoneOffset.UTC, List.of(change, change), "CET-1").bytes();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> TzifFile.read(file))
                .withMessageContaining("not in order");
    }
}
