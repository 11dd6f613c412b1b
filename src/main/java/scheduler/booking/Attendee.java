package scheduler.booking;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scheduler.message.EmailAddress;
import scheduler.message.Fields;
import scheduler.time.Zones;

/// Someone a booking is for.
public record Attendee(
        String name,
        @Nullable String email,
        @Nullable String phone,
        @Nullable String timeZone,
        @Nullable String locale) {

    private static final int NAME_MAX = 200;
    private static final int PHONE_MAX = 40;
    private static final int LOCALE_MAX = 35;
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cc}\\p{Zl}\\p{Zp}]");

    static Attendee read(Fields fields) {
        return new Attendee(
                fields.text("name", text -> oneLine(text, NAME_MAX)),
                fields.optional("email", EmailAddress::read),
                fields.optional("phone", text -> oneLine(text, PHONE_MAX)),
                fields.optional("timeZone", text -> Zones.read(text).getId()),
                fields.optional("locale", Attendee::locale));
    }

    JsonObject toJson() {
        var json = new JsonObject().put("name", name);
        putIfThere(json, "email", email);
        putIfThere(json, "phone", phone);
        putIfThere(json, "timeZone", timeZone);
        putIfThere(json, "locale", locale);
        return json;
    }

    static JsonArray toJson(List<Attendee> attendees) {
        var json = new JsonArray();
        attendees.forEach(each -> json.add(each.toJson()));
        return json;
    }

    private static void putIfThere(JsonObject json, String name, @Nullable String value) {
        if (value != null) {
            json.put(name, value);
        }
    }

    /// Names travel into mail headers and calendar files, where a line break would begin another line.
    private static String oneLine(String text, int max) {
        if (CONTROL.matcher(text).find()) {
            throw new IllegalArgumentException("It must be one line without control characters.");
        }
        return Fields.plain(max).apply(text);
    }

    private static String locale(String text) {
        try {
            var tag = Fields.plain(LOCALE_MAX).apply(text);
            return new Locale.Builder().setLanguageTag(tag).build().toLanguageTag();
        } catch (IllformedLocaleException e) {
            throw new IllegalArgumentException("It is not a language tag; write it like de-DE.", e);
        }
    }
}
