package scheduler.availability.slot;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Days as the one who looks counts them, which need not be the days of who is looked at.
class ViewerZoneTest {

    @Test
    void monday_in_new_york_is_tuesday_on_kiritimati() {
        var practice = new PaperPractice("America/New_York")
                .with("lee", "mon 09:00-17:00")
                .service("PT60M", "PT60M");

        var monday = practice.list("2026-06-15", "2026-06-15", "Pacific/Kiritimati");
        var tuesday = practice.list("2026-06-16", "2026-06-16", "Pacific/Kiritimati");
        var both = practice.list("2026-06-15", "2026-06-16", "Pacific/Kiritimati");

        assertThat(local(monday, "Pacific/Kiritimati")).isEmpty();
        assertThat(local(tuesday, "Pacific/Kiritimati"))
                .startsWith("2026-06-16T03:00")
                .hasSize(8);
        assertThat(both).isEqualTo(practice.list("2026-06-15", "2026-06-15"));
    }

    @Test
    void slots_are_grouped_by_the_local_date_of_the_viewer() {
        var practice = new PaperPractice("America/New_York")
                .with("lee", "mon 06:00-14:00")
                .service("PT60M", "PT60M");

        var monday = practice.list("2026-06-15", "2026-06-15", "Asia/Tokyo");
        var tuesday = practice.list("2026-06-16", "2026-06-16", "Asia/Tokyo");

        assertThat(local(monday, "Asia/Tokyo")).startsWith("2026-06-15T19:00").endsWith("2026-06-15T23:00");
        assertThat(local(tuesday, "Asia/Tokyo")).startsWith("2026-06-16T00:00").endsWith("2026-06-16T02:00");
        assertThat(Stream.concat(monday.stream(), tuesday.stream()))
                .containsExactlyElementsOf(practice.list("2026-06-15", "2026-06-16", "UTC"));
    }

    @Test
    void a_date_finds_what_lies_on_another_date_at_its_place() {
        var practice = new PaperPractice("Pacific/Kiritimati")
                .with("lee", "mon 09:00-10:00")
                .service("PT60M", "PT60M");

        var found = practice.list("2026-06-14", "2026-06-14", "Pacific/Pago_Pago");

        assertThat(local(found, "Pacific/Pago_Pago")).containsExactly("2026-06-14T08:00");
        assertThat(practice.list("2026-06-15", "2026-06-15", "Pacific/Pago_Pago"))
                .isEmpty();
    }

    @Test
    void a_date_is_the_whole_local_day() {
        var practice = new PaperPractice("Australia/Sydney")
                .with("lee", "daily 00:00-24:00")
                .service("PT60M", "PT60M");

        var found = practice.list("2026-11-25", "2026-11-25", "Australia/Sydney");

        assertThat(local(found, "Australia/Sydney"))
                .startsWith("2026-11-25T00:00")
                .contains("2026-11-25T09:00")
                .endsWith("2026-11-25T23:00")
                .hasSize(24);
    }

    @Test
    void a_day_has_as_many_hours_as_its_clocks_show() {
        var practice = new PaperPractice("Australia/Sydney")
                .with("lee", "daily 00:00-24:00")
                .service("PT60M", "PT60M");

        assertThat(practice.list("2026-10-04", "2026-10-04")).hasSize(23);
        assertThat(practice.list("2026-04-05", "2026-04-05")).hasSize(25);
    }

    @Test
    void who_looks_from_a_zone_aligned_otherwise_sees_the_same_instants() {
        var practice = new PaperPractice("Asia/Kathmandu")
                .with("lee", "mon 09:00-10:00")
                .service("PT30M", "PT30M");

        assertThat(practice.list("2026-06-15", "2026-06-15", "UTC"))
                .extracting(Slot::start)
                .containsExactly(Instant.parse("2026-06-15T03:15:00Z"), Instant.parse("2026-06-15T03:45:00Z"));
    }

    private static List<String> local(List<Slot> slots, String zone) {
        return slots.stream()
                .map(slot ->
                        slot.start().atZone(ZoneId.of(zone)).toLocalDateTime().toString())
                .toList();
    }
}
