package scheduler.http;

import io.vertx.core.buffer.Buffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Reads the lists of entity tags in conditional requests (RFC 9110 §8.8.3 and §13.1), whose grammar is that of
/// `EntityTags` in the OpenAPI document. The tag of a version is its number in quotes, as it is written here and not
/// otherwise; a tag that is none of ours matches nothing.
final class EntityTags {

    private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");
    private static final Pattern VERSION = Pattern.compile("[1-9]\\d{0,17}");

    private EntityTags() {}

    static String of(long version) {
        return "\"" + version + "\"";
    }

    /// The tag of what has no version: the same for the same content.
    static String of(Buffer content) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(content.getBytes());
            return "\"" + Base64.getUrlEncoder().withoutPadding().encodeToString(digest) + "\"";
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Whether an If-None-Match names a tag, or any.
    static boolean names(String header, String tag) {
        return header.trim().equals("*")
                || TAG.matcher(header).results().anyMatch(each -> tag.equals("\"" + each.group(2) + "\""));
    }

    /// For If-Match: a weak tag does not promise that nothing has changed.
    static List<Long> strong(String header) {
        return TAG.matcher(header)
                .results()
                .filter(tag -> tag.group(1) == null)
                .filter(EntityTags::isOurs)
                .map(EntityTags::version)
                .toList();
    }

    /// For If-None-Match: proxies may have made a tag weak.
    static List<Long> weak(String header) {
        return TAG.matcher(header)
                .results()
                .filter(EntityTags::isOurs)
                .map(EntityTags::version)
                .toList();
    }

    private static boolean isOurs(MatchResult tag) {
        return VERSION.matcher(tag.group(2)).matches();
    }

    private static long version(MatchResult tag) {
        return Long.parseLong(tag.group(2));
    }
}
