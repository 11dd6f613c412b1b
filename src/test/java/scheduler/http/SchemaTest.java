package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scheduler.booking.Bookings.BookSlot;
import scheduler.booking.Bookings.RescheduleBooking;
import scheduler.booking.Bookings.TakeStep;
import scheduler.booking.Step;
import scheduler.catalog.Block;
import scheduler.catalog.Resource;
import scheduler.catalog.Schedule;
import scheduler.message.Fields;
import scheduler.message.Refusal;
import scheduler.message.Tenant;
import scheduler.message.Write;
import scheduler.service.Service;

/// The schemas of the document bound what the readers of commands bound: fields, types, numbers, lengths.
class SchemaTest {

    private static final Write WRITE = Write.plain(new Tenant(1, "demo"));
    private static final UUID ID = new UUID(1, 1);
    private static final Map<String, Function<Fields, ?>> READERS = Map.of(
            "putResource", fields -> Resource.read("x", fields),
            "putSchedule", fields -> Schedule.read(fields, ZoneId.of("UTC")),
            "addBlock", fields -> Block.read(ID, Instant.EPOCH, fields),
            "putService", fields -> Service.read("x", fields),
            "book", fields -> BookSlot.read(WRITE, fields),
            "reschedule", fields -> RescheduleBooking.read(WRITE, ID, fields),
            "cancel", fields -> TakeStep.read(WRITE, ID, Step.CANCEL, fields));

    static Vertx vertx;
    static Specification specification;

    @BeforeAll
    static void read() {
        vertx = Vertx.vertx();
        specification = Specification.read(vertx);
    }

    @AfterAll
    static void stop() {
        vertx.close().await();
    }

    /// `N*value` stands for a list of so many different values, `N#` for a text of that length.
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            putResource | yes | {}
            putResource | yes | {"capacity":1}
            putResource | yes | {"capacity":1.0}
            putResource | yes | {"capacity":1000}
            putResource | no  | {"capacity":0}
            putResource | no  | {"capacity":1001}
            putResource | no  | {"capacity":1.5}
            putResource | no  | {"capacity":"1"}
            putResource | yes | {"name":"200#"}
            putResource | no  | {"name":"201#"}
            putResource | no  | {"name":""}
            putResource | yes | {"kind":"64#"}
            putResource | no  | {"kind":"65#"}
            putResource | yes | {"pools":[]}
            putResource | yes | {"pools":["50*p"]}
            putResource | no  | {"pools":["51*p"]}
            putResource | no  | {"pools":["p","p"]}
            putResource | no  | {"unknown":1}
            putSchedule | yes | {"weekly":[]}
            putSchedule | yes | {"weekly":[],"overrides":[]}
            putSchedule | yes | {"overrides":[{"date":"2026-12-24","windows":[]}]}
            putSchedule | no  | {}
            putSchedule | no  | {"overrides":[]}
            putSchedule | no  | {"weekly":[{"days":[],"from":"09:00","to":"10:00"}]}
            putSchedule | no  | {"weekly":[{"days":["mon","mon"],"from":"09:00","to":"10:00"}]}
            putSchedule | no  | {"weekly":[{"days":["mon"],"from":"09:00"}]}
            putSchedule | no  | {"weekly":[{"days":["mon"],"from":"9:00","to":"10:00"}]}
            putSchedule | yes | {"weekly":[{"days":["mon"],"from":"09:00","to":"48:00"}]}
            addBlock    | yes | {"start":"2026-12-01T00:00:00Z","end":"2026-12-02T00:00:00Z"}
            addBlock    | yes | {"start":"2026-12-01T00:00:00Z","end":"2026-12-02T00:00:00Z","reason":"500#"}
            addBlock    | no  | {"start":"2026-12-01T00:00:00Z","end":"2026-12-02T00:00:00Z","reason":"501#"}
            addBlock    | no  | {"start":"2026-12-01T00:00:00Z","end":"2026-12-02T00:00:00Z","reason":""}
            addBlock    | no  | {"start":"2026-12-01T00:00:00Z"}
            putService  | yes | {"duration":"PT30M"}
            putService  | yes | {"durations":["PT30M"]}
            putService  | yes | {"durations":["PT30M","PT1H"]}
            putService  | yes | {"duration":"PT1H","durations":["PT30M","PT1H"]}
            putService  | yes | {"duration":"PT1H","durations":[]}
            putService  | no  | {}
            putService  | no  | {"durations":[]}
            putService  | no  | {"durations":["PT30M","PT30M"]}
            putService  | no  | {"durations":[30]}
            putService  | no  | {"duration":"30"}
            putService  | yes | {"duration":"PT30M","align":"PT15M"}
            putService  | yes | {"duration":"PT30M","align":"PT0S"}
            putService  | no  | {"duration":"PT30M","align":15}
            putService  | yes | {"duration":"PT30M","capacity":10000}
            putService  | no  | {"duration":"PT30M","capacity":10001}
            putService  | no  | {"duration":"PT30M","capacity":0}
            putService  | yes | {"duration":"PT30M","requirements":[{"role":"a","pool":"p","offset":"PT5M","duration":"PT25M"}]}
            putService  | yes | {"duration":"PT30M","requirements":[{"role":"a","resources":["100*r"],"quantity":100}]}
            putService  | no  | {"duration":"PT30M","requirements":[{"role":"a","resources":["101*r"]}]}
            putService  | no  | {"duration":"PT30M","requirements":[{"role":"a","pool":"p","quantity":101}]}
            putService  | no  | {"duration":"PT30M","requirements":[{"role":"a","pool":"p","quantity":0}]}
            putService  | no  | {"duration":"PT30M","requirements":[{"role":"a","pool":"p","offset":5}]}
            putService  | no  | {"duration":"PT30M","requirements":[{"role":"a","pool":"p","duration":""}]}
            putService  | no  | {"duration":"PT30M","requirements":[{"pool":"p"}]}
            putService  | no  | {"duration":"PT30M","requirements":[{"role":"a","pool":"p","strategy":"none"}]}
            putService  | yes | {"duration":"PT30M","limits":[{"max":1000000,"per":"week"}]}
            putService  | no  | {"duration":"PT30M","limits":[{"max":1000001,"per":"week"}]}
            putService  | no  | {"duration":"PT30M","limits":[{"max":1}]}
            putService  | no  | {"duration":"PT30M","limits":[{"max":1,"per":"hour"}]}
            putService  | no  | {"duration":"PT30M","reminders":[{"before":"P1D"}]}
            putService  | no  | {"duration":"PT30M","approval":"yes"}
            book        | yes | {"service":"s","start":"2026-12-01T09:00"}
            book        | yes | {"service":"s","start":"2026-12-01T09:00","duration":"PT30M"}
            book        | no  | {"service":"s","start":"2026-12-01T09:00","duration":"30"}
            book        | no  | {"service":"s","start":"2026-12-01T09:00","duration":30}
            book        | no  | {"service":"s"}
            book        | no  | {"start":"2026-12-01T09:00"}
            book        | yes | {"service":"s","start":"2026-12-01T09:00","resources":["50*r"]}
            book        | no  | {"service":"s","start":"2026-12-01T09:00","resources":["51*r"]}
            book        | yes | {"service":"s","start":"2026-12-01T09:00","resources":[{"id":"r"},{"role":"a","id":"q"},"p"]}
            book        | no  | {"service":"s","start":"2026-12-01T09:00","resources":[{"role":"a"}]}
            book        | no  | {"service":"s","start":"2026-12-01T09:00","resources":[{"id":"r","x":1}]}
            book        | no  | {"service":"s","start":"2026-12-01T09:00","resources":[1]}
            book        | yes | {"service":"s","start":"2026-12-01T09:00","attendees":[{"name":"200#"}]}
            book        | no  | {"service":"s","start":"2026-12-01T09:00","attendees":[{"name":"201#"}]}
            book        | yes | {"service":"s","start":"2026-12-01T09:00","attendees":[{"name":"A","email":"a@b","phone":"40#"}]}
            book        | no  | {"service":"s","start":"2026-12-01T09:00","attendees":[{"name":"A","phone":"41#"}]}
            book        | no  | {"service":"s","start":"2026-12-01T09:00","attendees":[{"name":"A","email":"@b"}]}
            book        | no  | {"service":"s","start":"2026-12-01T09:00","attendees":[{"email":"a@b"}]}
            reschedule  | yes | {"start":"2026-12-01T09:00","resource":"r"}
            reschedule  | no  | {"resource":"r"}
            reschedule  | no  | {"start":"2026-12-01T09:00","duration":"PT30M"}
            cancel      | yes | {}
            cancel      | yes | {"reason":"500#"}
            cancel      | no  | {"reason":"501#"}
            cancel      | no  | {"reason":""}
            """)
    void takes_what_the_reader_takes(String operation, String taken, String body) {
        var json = spelledOut(new JsonObject(body));
        var schema = Objects.requireNonNull(specification.operation(operation).body())
                .getJsonObject("schema");

        assertThat(Specification.broken(schema, json).isEmpty())
                .as("the document on %s", body)
                .isEqualTo(taken.equals("yes"));
        assertThat(isRead(json, Objects.requireNonNull(READERS.get(operation))))
                .as("the reader on %s", body)
                .isEqualTo(taken.equals("yes"));
    }

    private static boolean isRead(JsonObject json, Function<Fields, ?> reader) {
        try {
            return Fields.<Object>readWhole(json, "", reader::apply) != null;
        } catch (Refusal e) {
            return false;
        }
    }

    private static JsonObject spelledOut(JsonObject json) {
        var copy = new JsonObject();
        json.forEach(field -> copy.put(field.getKey(), spelledOut(field.getValue())));
        return copy;
    }

    private static Object spelledOut(Object value) {
        return switch (value) {
            case JsonObject json -> spelledOut(json);
            case JsonArray list
            when list.size() == 1 && list.getValue(0) instanceof String text && text.contains("*") -> {
                var parts = text.split("\\*", 2);
                yield new JsonArray(IntStream.range(0, Integer.parseInt(parts[0]))
                        .mapToObj(i -> parts[1] + i)
                        .toList());
            }
            case JsonArray list ->
                new JsonArray(list.stream().map(SchemaTest::spelledOut).toList());
            case String text when text.endsWith("#") -> "x".repeat(Integer.parseInt(text.replace("#", "")));
            default -> value;
        };
    }
}
