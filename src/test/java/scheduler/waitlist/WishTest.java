package scheduler.waitlist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import scheduler.availability.FindSlots.Bounds;
import scheduler.message.Fields;
import scheduler.message.Refusal;

/// What somebody waits for, as it is given and as it was kept.
class WishTest {

    /// Of a version that took offsets without minutes and with seconds, and cut what is finer than a microsecond.
    @Test
    void who_waits_since_an_earlier_version_goes_on_waiting() {
        var kept = new JsonObject()
                .put("service", "visit")
                .put("from", "2026-12-01T09:00:00.1234567+01:00:00")
                .put("to", "2026-12-01T18:00:00+01")
                .put("attendees", new JsonArray());

        var wish = Fields.readWhole(kept, "", Wish::stored);

        assertThat(wish.bounds())
                .isEqualTo(new Bounds.Moments(
                        Instant.parse("2026-12-01T08:00:00.123456Z"), Instant.parse("2026-12-01T17:00:00Z")));
        assertThatThrownBy(() -> Fields.readWhole(kept, "", Wish::read)).isInstanceOf(Refusal.class);
    }
}
