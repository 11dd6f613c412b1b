package scheduler.http;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/// Reads the lists of entity tags in conditional requests (RFC 9110 §8.8.3 and §13.1). The tag of a version is
/// its number in quotes; a tag that is none of ours matches nothing.
final class EntityTags {

    private static final Pattern TAG = Pattern.compile("(W/)?\"([^\"]*)\"");
    private static final Pattern VERSION = Pattern.compile("\\d{1,18}");

    private EntityTags() {}

    static String of(long version) {
        return "\"" + version + "\"";
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
