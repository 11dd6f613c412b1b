package scheduler.time.zoneinfo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/// Which rules of time zones a process is to use: those of a directory, or else the JDK's, with a warning where others
/// were wished for.
record Choice(Optional<NewerRules.Data> newer, Optional<String> warning) {

    /// The rules of a directory that somebody has named; an IllegalArgumentException says why they cannot be used.
    static Choice named(Path path, JdkRules jdk) throws IOException {
        var directory = ZoneDirectory.open(path)
                .orElseThrow(() -> new IllegalArgumentException("It is auto, jdk, or a directory of compiled time zones"
                        + " that says its version in tzdata.zi, +VERSION or version, and not " + path + "."));
        return directory.isNewerThan(jdk)
                ? newer(directory, "directory", jdk)
                : jdk("The rules in " + path + " are of " + directory.version() + ", no newer than the JDK's of "
                        + jdk.version() + ", which are used.");
    }

    /// The rules of the operating system where they are newer.
    static Choice system(Path path, JdkRules jdk) {
        try {
            var directory = ZoneDirectory.open(path).filter(found -> found.isNewerThan(jdk));
            return directory.isPresent() ? newer(directory.get(), "system", jdk) : jdk();
        } catch (IllegalArgumentException e) {
            return jdk("The JDK's rules of " + jdk.version() + " are used: " + e.getMessage());
        } catch (IOException e) {
            return jdk("The JDK's rules of " + jdk.version() + " are used, " + path + " cannot be read: " + e);
        }
    }

    private static Choice newer(ZoneDirectory directory, String source, JdkRules jdk) throws IOException {
        var zones = directory.read(jdk.byId().keySet());
        return new Choice(Optional.of(new NewerRules.Data(directory.version(), source, zones, jdk)), Optional.empty());
    }

    static Choice jdk() {
        return new Choice(Optional.empty(), Optional.empty());
    }

    static Choice jdk(String warning) {
        return new Choice(Optional.empty(), Optional.of(warning));
    }
}
