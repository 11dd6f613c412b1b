package scheduler.time;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Windows of a local day, as they are written and what they refuse.
class DayWindowTest {

    @ParameterizedTest
    @CsvSource({
        "09:00, 17:00, 540, 1020",
        "00:00, 24:00, 0, 1440",
        "22:30, 26:00, 1350, 1560",
        "23:59, 48:00, 1439, 2880",
        "00:00, 00:01, 0, 1"
    })
    void a_window_is_read_and_written_back(String from, String to, int fromMinute, int toMinute) {
        var window = DayWindow.parse(from, to);

        assertThat(window).isEqualTo(new DayWindow(fromMinute, toMinute));
        assertThat(window.from()).isEqualTo(from);
        assertThat(window.to()).isEqualTo(to);
    }

    @ParameterizedTest
    @CsvSource({
        "09:00, 09:00, A window ends after it begins; past midnight the hours go on",
        "17:00, 09:00, A window ends after it begins; past midnight the hours go on",
        "24:00, 26:00, A window begins between 00:00 and 23:59.",
        "23:00, 48:01, A window ends at 48:00 at the latest.",
        "00:00, 99:00, A window ends at 48:00 at the latest.",
        "9:00, 17:00, 'A time of day is written HH:MM, as in 09:00, and not 9:00.'",
        "09:00, 17:60, 'A time of day is written HH:MM, as in 09:00, and not 17:60.'",
        "09:00, 17:00:00, 'A time of day is written HH:MM, as in 09:00, and not 17:00:00.'",
        "-1:00, 17:00, 'A time of day is written HH:MM, as in 09:00, and not -1:00.'",
        "٠٩:00, 17:00, 'A time of day is written HH:MM, as in 09:00, and not ٠٩:00.'",
        "'', 17:00, A time of day is written HH:MM",
        "09:00, ' 17:00', A time of day is written HH:MM",
    })
    void a_window_that_means_nothing_is_refused(String from, String to, String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DayWindow.parse(from, to))
                .withMessageStartingWith(reason);
    }
}
