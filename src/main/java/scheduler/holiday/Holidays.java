package scheduler.holiday;

import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import scheduler.message.Fields;
import scheduler.message.Refusal;

/// A calendar of dates on which one is off.
public sealed interface Holidays extends Predicate<LocalDate> permits PublicHolidays, OwnHolidays {

    /// Reads an entry of a list: the code of a country or region, or a list of one's own, whose dates `dates` reads.
    static Holidays read(@Nullable Object item, String pointer, Function<String, LocalDate> dates) {
        return switch (item) {
            case String code -> published(code, pointer);
            case JsonObject own -> Fields.readWhole(own, pointer, fields -> OwnHolidays.read(fields, dates));
            case null, default ->
                throw Refusal.malformed(pointer, "It must be a code like DE-BE, or an object with name and dates.");
        };
    }

    private static Holidays published(String code, String pointer) {
        try {
            return PublicHolidays.of(code);
        } catch (IllegalArgumentException e) {
            throw Refusal.invalid(pointer, String.valueOf(e.getMessage()));
        }
    }

    /// The entry as `read` takes it.
    Object toJson();
}
