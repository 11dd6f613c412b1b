package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Many want series at once that stand in each other's way, on two nodes.
class SeriesRaceTest {

    @RegisterExtension
    static final Service service = new Service();

    private static Practice practice;
    private static List<Client> nodes;

    @BeforeAll
    static void open_a_practice() {
        practice = new Practice(service).resource("lee").resource("wu").service("visit", "{\"duration\":\"PT30M\"}");
        nodes = List.of(service.client(), service.startNode().client());
    }

    @BeforeEach
    void set_the_clock() {
        service.clock().set(Instant.parse("2026-09-01T08:00:00Z"));
    }

    @Test
    void of_series_that_share_a_time_one_is_booked_whole_and_the_others_not_at_all() throws SQLException {
        // Daily from different days on: each meets every other somewhere.
        var replies = atOnce(
                40,
                i -> nodes.get(i % 2)
                        .postAsync("/v1/series", series("2026-09-%02dT09:00".formatted(7 + i % 5), "lee", 10, "")));

        assertThat(replies).filteredOn(each -> each.status() == 201).hasSize(1);
        assertThat(replies).filteredOn(each -> each.code().equals("slot_taken")).hasSize(39);
        assertThat(practice.number("select count(*) from booking where resources::text like '%\"lee\"%'"))
                .isEqualTo(10);
        assertThat(practice.overlappingClaims()).isZero();
    }

    @Test
    void those_that_skip_share_what_there_is() throws SQLException {
        var replies = atOnce(
                20,
                i -> nodes.get(i % 2)
                        .postAsync(
                                "/v1/series",
                                series(
                                        "2026-09-%02dT14:00".formatted(7 + i % 5),
                                        "wu",
                                        10,
                                        ",\"onConflict\":\"skip\"")));

        assertThat(replies).extracting(Reply::status).isSubsetOf(201, 409);
        long booked = replies.stream()
                .filter(each -> each.status() == 201)
                .mapToInt(each -> each.json().getInteger("booked"))
                .sum();
        // Working days from the 7th to the last that one of them reaches: all of them, each once.
        assertThat(booked).isEqualTo(practice.number("""
                select count(distinct starts_at) from booking where resources::text like '%"wu"%'
                """));
        assertThat(booked).isEqualTo(14);
        assertThat(practice.overlappingClaims()).isZero();
    }

    @Test
    void of_many_changes_of_a_series_at_once_none_is_half_done() throws SQLException {
        practice.resource("kim");
        var made = nodes.getFirst().post("/v1/series", series("2026-11-02T09:00", "kim", 10, ""));
        assertThat(made.status()).as(made.text()).isEqualTo(201);
        var path = "/v1/series/" + made.json().getString("id");

        var replies = atOnce(
                24,
                i -> nodes.get(i % 2)
                        .postAsync(
                                path + (i % 6 == 5 ? "/cancel" : "/reschedule"),
                                i % 6 == 5 ? "" : "{\"start\":\"2026-11-02T%02d:00\"}".formatted(9 + i % 6)));

        assertThat(replies).extracting(Reply::status).contains(200).isSubsetOf(200, 409);
        var series = nodes.getFirst().get(path).json();
        assertThat(practice.number(
                        "select count(distinct version) from booking where series = '" + series.getString("id") + "'"))
                .isEqualTo(1);
        assertThat(practice.number("select count(distinct local_start::time) from booking where series = '"
                        + series.getString("id") + "'"))
                .isEqualTo(1);
        assertThat(practice.number("select count(*) from booking where series = '" + series.getString("id")
                        + "' and status = 'cancelled'"))
                .isEqualTo(10);
        assertThat(practice.overlappingClaims()).isZero();
    }

    private static String series(String start, String resource, int count, String more) {
        return """
                {"service":"visit","start":"%s","resource":"%s","rrule":"FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR;COUNT=%d"%s}
                """.formatted(start, resource, count, more);
    }

    private static List<Reply> atOnce(int count, IntFunction<CompletableFuture<Reply>> ask) {
        var asked = IntStream.range(0, count).mapToObj(ask).toList();
        return asked.stream().map(CompletableFuture::join).toList();
    }
}
