package scheduler.mail;

import io.vertx.core.json.JsonObject;
import io.vertx.sqlclient.Row;
import java.time.Instant;
import java.util.Locale;
import scheduler.letter.Forms;
import scheduler.letter.LetterKind;
import scheduler.letter.Wording;
import scheduler.mail.Templates.Which;

/// A letter in words of a tenant's own, as it stands.
record Template(Which which, long version, Wording wording, Instant createdAt, Instant updatedAt) {

    static final String CHANGED = "letter.changed";

    static Template read(Row row) {
        return new Template(
                new Which(LetterKind.read(row.getString("kind")), Locale.forLanguageTag(row.getString("locale"))),
                row.getLong("version"),
                new Wording(row.getString("subject"), row.getString("body"), row.getString("html")),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getOffsetDateTime("updated_at").toInstant());
    }

    static Template created(Which which, Wording wording, Instant now) {
        return new Template(which, 1, wording, now, now);
    }

    Template with(Wording next, Instant now) {
        return new Template(which, version + 1, next, createdAt, now);
    }

    /// By what it is known in the log.
    String subject() {
        return which.kind().text() + "/" + which.tag();
    }

    Forms.Entry entry() {
        return new Forms.Entry(which.kind(), which.locale(), wording);
    }

    /// What the log tells of it, which is not what it says.
    JsonObject told() {
        return new JsonObject()
                .put("kind", which.kind().text())
                .put("locale", which.tag())
                .put("version", version);
    }

    JsonObject toJson() {
        var json = told().put("subject", wording.subject()).put("text", wording.text());
        if (wording.html() != null) {
            json.put("html", wording.html());
        }
        return json.put("createdAt", createdAt.toString()).put("updatedAt", updatedAt.toString());
    }
}
