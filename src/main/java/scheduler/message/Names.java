package scheduler.message;

import java.util.regex.Pattern;

/// The names that clients give to things: resources, services, roles, pools.
public final class Names {

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");

    private Names() {}

    public static String check(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("A name has 1 to 64 letters (A-Z), digits, dots, underscores or hyphens "
                    + "and begins with a letter or a digit.");
        }
        return name;
    }
}
