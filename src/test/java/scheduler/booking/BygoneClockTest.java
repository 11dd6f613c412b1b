package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// A node whose clock is wrong deletes no claim that the world still needs.
class BygoneClockTest {

    @RegisterExtension
    static final Service service = new Service();

    @Test
    void a_clock_that_is_ahead_opens_nothing() throws SQLException {
        var world = Instant.now();
        service.clock().set(world);
        var practice = new Practice(service)
                .resource("ann", "team")
                .service("visit", "{\"duration\":\"PT30M\",\"horizon\":\"P3650D\"}");
        var day = LocalDate.ofInstant(world, ZoneOffset.UTC)
                .plusDays(1)
                .with(TemporalAdjusters.next(DayOfWeek.WEDNESDAY));
        var booked = practice.book("visit", day + "T09:00", "ann");
        assertThat(booked.status()).as(booked.text()).isEqualTo(201);
        service.clock().set(world.plus(Duration.ofDays(400)));

        service.node().prune();

        assertThat(practice.number("select count(*) from claim")).isOne();
    }
}
