package scheduler.booking;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Client;
import scheduler.testing.Client.Reply;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// Whoever is refused learns by which rule: among those of the trace one fails, with the code of the problem.
class FailingRuleTest {

    private static final String ADA = "\"attendees\":[{\"name\":\"Ada\",\"email\":\"ada@example.org\"}]";
    private static final String TUESDAY = "2026-12-01T";

    @RegisterExtension
    static final Service service = new Service();

    private static Practice practice;
    private static Client client;

    @BeforeAll
    static void open_a_practice() {
        service.clock().set(Instant.parse("2026-11-24T08:00:00Z"));
        practice = new Practice(service)
                .resource("lee")
                .service("visit", "{\"duration\":\"PT30M\",\"horizon\":\"P60D\",\"minNotice\":\"PT1H\"}")
                .service("once", "{\"duration\":\"PT30M\"," + limit("customer") + "}")
                .service("single", "{\"duration\":\"PT30M\"," + limit("service") + "}")
                .service("each", "{\"duration\":\"PT30M\"," + limit("resource") + "}")
                .service("yoga", "{\"duration\":\"PT30M\",\"capacity\":2,\"policy\":{\"unique\":true}}")
                .service("strict", """
                        {"duration":"PT30M","policy":{"cancelCutoff":"P30D","rescheduleCutoff":"P30D"}}
                        """)
                .service("few", "{\"duration\":\"PT30M\",\"policy\":{\"holdsPerCustomer\":1}}");
        client = practice.client();
        client.post("/v1/resources/lee/blocks", """
                {"start":"2026-12-02T09:00:00+01:00","end":"2026-12-02T12:00:00+01:00"}
                """);
    }

    private static String limit(String of) {
        return "\"limits\":[{\"max\":1,\"per\":\"day\",\"of\":\"" + of + "\"}]";
    }

    @TestFactory
    Stream<DynamicTest> the_rule_that_fails_has_the_code_of_the_problem() {
        return Stream.of(
                refused("slot_taken", () -> twice("visit", "09:00")),
                refused("outside_hours", () -> book("visit", TUESDAY + "20:00")),
                refused("not_on_grid", () -> book("visit", TUESDAY + "10:07")),
                refused("too_soon", () -> book("visit", "2026-11-24T09:30")),
                refused("too_late", () -> book("visit", "2027-06-01T09:00")),
                refused("blocked", () -> book("visit", "2026-12-02T10:00")),
                refused("limit_reached", () -> twice("once", "11:00", "12:00")),
                refused("limit_reached", () -> twice("single", "13:00", "14:00")),
                refused("limit_reached", () -> twice("each", "15:00", "15:30")),
                refused("already_booked", () -> twice("yoga", "16:00")),
                refused("limit_reached", FailingRuleTest::secondHold),
                refused("wrong_status", FailingRuleTest::confirmedAgain),
                refused("too_late", () -> step("strict", "2026-12-03T09:00", "cancel", "")),
                refused(
                        "too_late",
                        () -> step("strict", "2026-12-03T10:00", "reschedule", "{\"start\":\"2026-12-03T11:00\"}")),
                refused(
                        "slot_taken",
                        () -> step("visit", "2026-12-03T12:00", "reschedule", "{\"start\":\"2026-12-03T09:00\"}")));
    }

    private static DynamicTest refused(String code, Supplier<Reply> ask) {
        return DynamicTest.dynamicTest(code, () -> {
            var reply = ask.get();

            assertThat(reply.code()).as(reply.text()).isEqualTo(code);
            assertThat(reply.json().getJsonArray("rules").stream().map(JsonObject.class::cast))
                    .as(reply.text())
                    .anySatisfy(rule -> {
                        assertThat(rule.getBoolean("ok")).isFalse();
                        assertThat(rule.getString("code")).isEqualTo(code);
                    });
        });
    }

    private static Reply secondHold() {
        hold("2026-12-04T09:00");
        return hold("2026-12-04T10:00");
    }

    private static Reply hold(String start) {
        return client.post("/v1/holds", wish("few", start));
    }

    private static Reply confirmedAgain() {
        return step("visit", "2026-12-04T12:00", "confirm", "");
    }

    private static Reply step(String what, String start, String step, String body) {
        var booked = book(what, start);
        assertThat(booked.status()).as(booked.text()).isEqualTo(201);
        return client.post("/v1/bookings/" + booked.json().getString("id") + "/" + step, body);
    }

    private static Reply twice(String what, String time) {
        return twice(what, time, time);
    }

    private static Reply twice(String what, String first, String second) {
        var booked = book(what, TUESDAY + first);
        assertThat(booked.status()).as(booked.text()).isEqualTo(201);
        return book(what, TUESDAY + second);
    }

    private static Reply book(String what, String start) {
        return client.post("/v1/bookings", wish(what, start));
    }

    private static String wish(String what, String start) {
        return "{\"service\":\"" + what + "\",\"start\":\"" + start + "\",\"resource\":\"lee\"," + ADA + "}";
    }
}
