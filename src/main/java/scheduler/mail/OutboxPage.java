package scheduler.mail;

import java.time.Duration;
import java.util.List;
import scheduler.mail.Outbox.Kept;
import scheduler.message.Outcome.Written;

/// The outbox as a page. Letters are shown in frames in which nothing runs and nothing is loaded.
final class OutboxPage {

    private static final String HEAD = """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8"><title>Outbox</title>
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <style>
            body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
            article{border:1px solid #d0d7de;border-radius:6px;margin:1rem 0;padding:1rem}
            h2{font-size:1rem;margin:0}p{color:#57606a;margin:.25rem 0}
            iframe{border:0;width:100%;height:20rem}pre{white-space:pre-wrap}
            </style></head><body><h1>Outbox</h1>
            <p>What this node would have sent, the newest first. Nothing of it has left.</p>
            """;

    private OutboxPage() {}

    static Written of(List<Kept> found) {
        var page = new StringBuilder(HEAD);
        if (found.isEmpty()) {
            page.append("<p>There is nothing yet.</p>\n");
        }
        found.forEach(each -> page.append(article(each)));
        return new Written(
                "text/html; charset=utf-8", page.append("</body></html>\n").toString(), Duration.ZERO);
    }

    private static String article(Kept each) {
        var letter = each.mail().letter();
        var shown = letter.html() == null
                ? "<pre>" + escaped(letter.text()) + "</pre>"
                : "<iframe sandbox=\"\" srcdoc=\"" + escaped(letter.html()) + "\"></iframe>";
        return "<article><h2>" + escaped(letter.subject()) + "</h2><p>"
                + escaped(each.at() + " by " + each.channel() + ", to "
                        + each.mail().to() + ", from " + each.mail().from().header())
                + "</p>" + shown + "</article>\n";
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
