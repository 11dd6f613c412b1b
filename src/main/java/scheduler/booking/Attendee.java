package scheduler.booking;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.HashSet;
import java.util.IllformedLocaleException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import scheduler.message.Code;
import scheduler.message.EmailAddress;
import scheduler.message.Fields;
import scheduler.message.Problem;
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

    /// What is held against attendees of whom each is to have a seat of his own, when an address is there twice.
    public static Optional<Problem> twice(List<Attendee> attendees) {
        return twice(toJson(attendees));
    }

    static Optional<Problem> twice(JsonArray attendees) {
        var known = new HashSet<String>();
        for (int i = 0; i < attendees.size(); i++) {
            var email = attendees.getJsonObject(i).getString("email");
            if (email != null && !known.add(EmailAddress.folded(email))) {
                var detail = "The address " + email + " is there twice, and each gets one seat of this service.";
                return Optional.of(Problem.at(Code.ALREADY_BOOKED, "/attendees/" + i + "/email", detail)
                        .with("state", new JsonObject().put("email", email)));
            }
        }
        return Optional.empty();
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
