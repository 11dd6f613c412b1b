package scheduler.reminder;

import io.vertx.core.json.JsonObject;
import java.util.LinkedHashMap;
import java.util.Map;
import scheduler.message.Fields;
import scheduler.service.Reminder;

/// Rules by the text that each reminder has of its own: thousands that are due together have a few between them, which
/// are read once. It is confined to the context of whoever takes what is due.
final class KnownRules {

    private static final int MAX = 256;

    private final LinkedHashMap<String, Reminder> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Reminder> eldest) {
            return size() > MAX;
        }
    };

    Reminder of(String text) {
        return known.computeIfAbsent(text, each -> Fields.readWhole(new JsonObject(each), "", Reminder::read));
    }
}
