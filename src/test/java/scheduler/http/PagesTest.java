package scheduler.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import scheduler.testing.Service;

/// The pages come whole and from here alone: no other host is named, and none would be reached.
class PagesTest {

    private static final Pattern LOADED =
            Pattern.compile("<(?:script|link|img|iframe)\\b[^>]*?\\b(?:src|href)=\"([^\"]+)\"");
    private static final Pattern IMPORTED =
            Pattern.compile("(?:from\\s+|import\\s*\\(?\\s*|url\\()['\"]([^'\"]+)['\"]");
    private static final Pattern ELSEWHERE = Pattern.compile("['\"(](?:https?:)?//[^'\")]+");
    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "png", "image/png",
            "svg", "image/svg+xml",
            "yaml", "application/yaml; charset=utf-8");

    @RegisterExtension
    static final Service service = new Service();

    @ParameterizedTest
    @ValueSource(strings = {"/", "/docs"})
    void a_page_is_whole(String path) {
        var page = service.client().get(path);
        var parts = found(LOADED, page.text());

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.header("Content-Type")).isEqualTo("text/html; charset=utf-8");
        assertThat(parts).isNotEmpty();
        for (var part : parts) {
            var served = service.client().get(part);
            assertThat(part).startsWith("/");
            assertThat(served.status()).as(part).isEqualTo(200);
            assertThat(served.header("Content-Type"))
                    .as(part)
                    .isEqualTo(TYPES.get(part.substring(part.lastIndexOf('.') + 1)));
            assertThat(served.header("X-Content-Type-Options")).isEqualTo("nosniff");
            assertThat(served.header("Cache-Control")).startsWith("max-age");
            assertThat(served.text()).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/docs"})
    void a_page_may_load_nothing_from_elsewhere(String path) {
        var page = service.client().get(path);

        assertThat(page.header("Content-Security-Policy"))
                .contains("default-src 'none'", "script-src 'self'", "connect-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("http", "*", "unsafe-eval", "script-src 'self' 'unsafe-inline'");
        assertThat(page.header("X-Content-Type-Options")).isEqualTo("nosniff");
        assertThat(page.header("Referrer-Policy")).isEqualTo("no-referrer");
        assertThat(page.text()).doesNotContain("<script>", "onclick=", "onload=", "javascript:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/docs", "/web/home.js", "/web/docs.js", "/web/style.css"})
    void our_own_files_name_no_other_host(String path) {
        var text = service.client().get(path).text();

        assertThat(found(ELSEWHERE, text)).isEmpty();
        for (var part : found(IMPORTED, text)) {
            assertThat(service.client()
                            .get(part.startsWith("/") ? part : "/web/" + part)
                            .status())
                    .as(part)
                    .isEqualTo(200);
        }
    }

    /// With keys nobody sees a page without one, so it has none to ask for.
    @ParameterizedTest
    @ValueSource(strings = {"/", "/web/home.js", "/web/style.css"})
    void our_own_page_asks_for_no_key(String path) {
        assertThat(service.client().get(path).text()).doesNotContain("dialog", "sessionStorage", "Authorization");
    }

    @Test
    void a_link_of_a_page_leads_somewhere() {
        var links = new HashSet<String>();
        for (var page : Set.of("/", "/docs")) {
            links.addAll(found(
                    Pattern.compile("<a\\b[^>]*?\\bhref=\"([^\"#]+)\""),
                    service.client().get(page).text()));
        }

        assertThat(links).isNotEmpty();
        for (var link : links) {
            assertThat(service.client().get(link).status()).as(link).isEqualTo(200);
        }
    }

    private static Set<String> found(Pattern pattern, String text) {
        var found = new HashSet<String>();
        var matcher = pattern.matcher(text);
        while (matcher.find()) {
            found.add(matcher.groupCount() == 0 ? matcher.group() : matcher.group(1));
        }
        return found;
    }
}
