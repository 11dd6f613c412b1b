package scheduler.message;

import java.util.regex.Pattern;

/// Reads addresses of mail that clients give: one each, and by no other name. What mail programs take for a
/// list, or for the brackets around an address, would have two people be one customer, or one pass for two.
public final class EmailAddress {

    private static final int LENGTH_MAX = 254;
    private static final Pattern SHAPE = Pattern.compile("(?U)[^<>@,;\\s\\p{Cntrl}]+@[^<>@,;\\s\\p{Cntrl}]+");

    private EmailAddress() {}

    public static String read(String text) {
        if (!SHAPE.matcher(text).matches()) {
            throw new IllegalArgumentException("It is not an e-mail address.");
        }
        return Fields.plain(LENGTH_MAX).apply(text);
    }

    /// The same address however it is written: servers that tell `Ada` from `ada` are not to be found. Letter by
    /// letter, as PostgreSQL's `lower` does it: a sigma at the end of a word is no other.
    public static String folded(String address) {
        return address.codePoints()
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
