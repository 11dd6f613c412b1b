package scheduler.time.zoneinfo;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A directory of compiled time zones, as operating systems have it: a file for each zone, and one that says the
/// version.
record ZoneDirectory(Path path, String version) {

    /// What TZDB's own index begins with, and what it says of another name: `L America/Vancouver Canada/Pacific`.
    private static final String INDEX = "tzdata.zi";

    private static final Pattern INDEX_VERSION = Pattern.compile("#\\s*version\\s+(\\S+)");
    private static final Pattern LINK = Pattern.compile("L\\s+(\\S+)\\s+(\\S+)");
    private static final List<String> VERSION_FILES = List.of("+VERSION", "version");
    private static final Pattern VERSION = Pattern.compile("\\d{4}[a-z]{1,3}[-+.A-Za-z0-9]{0,40}");

    /// Not `localtime`, nor `posix/` and `right/`, which have all of it again.
    private static final Pattern ZONE = Pattern.compile("[A-Z][-+\\w]*(/[A-Z][-+\\w]*){0,2}");

    private static final int DEPTH_MAX = 3;
    private static final int ZONES_MAX = 5_000;
    private static final int FILE_BYTES_MAX = 1 << 20;

    /// The directory, when it is one and says its version.
    static Optional<ZoneDirectory> open(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            return Optional.empty();
        }
        var version = firstLine(path.resolve(INDEX))
                .map(INDEX_VERSION::matcher)
                .filter(line -> line.lookingAt())
                .map(line -> line.group(1));
        for (var each : VERSION_FILES) {
            version = version.isPresent()
                    ? version
                    : firstLine(path.resolve(each)).map(String::strip);
        }
        return version.filter(text -> VERSION.matcher(text).matches()).map(text -> new ZoneDirectory(path, text));
    }

    private static Optional<String> firstLine(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return Optional.empty();
        }
        try (var reader = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
            return Optional.ofNullable(reader.readLine());
        }
    }

    /// Versions are a year and letters, given so that they are in order as texts: 2025z, 2025za, 2026a.
    boolean isNewerThan(JdkRules jdk) {
        return version.compareTo(jdk.version()) > 0;
    }

    /// Reads all zones and makes sure that each can be used; an IllegalArgumentException names the file that cannot.
    /// A file named like a zone in `expected` has to be one, others are passed over. A name without a file has the
    /// rules of the zone that the index links it to: some systems keep old names in a package of their own.
    Map<String, byte[]> read(Set<String> expected) throws IOException {
        var zones = new HashMap<String, byte[]>();
        var distinct = new HashMap<ByteBuffer, byte[]>();
        var root = path.toRealPath();
        for (var file : files(root)) {
            var id = id(root, file);
            var bytes = bytes(file);
            if (expected.contains(id) || (isNew(id) && TzifFile.isOne(bytes))) {
                zones.put(id, distinct.computeIfAbsent(ByteBuffer.wrap(bytes), _ -> usable(file, bytes)));
            }
        }
        for (var link : links()) {
            var target = zones.get(link.target);
            if (target != null && (expected.contains(link.name) || isNew(link.name))) {
                zones.putIfAbsent(link.name, target);
            }
        }
        return Map.copyOf(zones);
    }

    private static List<Path> files(Path root) throws IOException {
        try (Stream<Path> all = Files.walk(root, DEPTH_MAX)) {
            return all.filter(each -> isZone(id(root, each)) && Files.isRegularFile(each))
                    .limit(ZONES_MAX)
                    .toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private static String id(Path root, Path file) {
        return root.relativize(file).toString().replace('\\', '/');
    }

    private static boolean isZone(String id) {
        return ZONE.matcher(id).matches();
    }

    /// Zones to come have a region and a place. What else the JDK does not know it has left out on purpose, as EST, or
    /// is none, as Factory.
    private static boolean isNew(String id) {
        return id.contains("/");
    }

    private static byte[] bytes(Path file) throws IOException {
        try (var in = Files.newInputStream(file)) {
            return in.readNBytes(FILE_BYTES_MAX);
        }
    }

    private static byte[] usable(Path file, byte[] bytes) {
        try {
            TzifFile.read(bytes);
            return bytes;
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(file + " cannot be used: " + e.getMessage() + ".", e);
        }
    }

    private record Link(String target, String name) {}

    private List<Link> links() throws IOException {
        var index = path.resolve(INDEX);
        if (!Files.isRegularFile(index)) {
            return List.of();
        }
        return Files.readAllLines(index, StandardCharsets.ISO_8859_1).stream()
                .map(LINK::matcher)
                .filter(line -> line.matches() && isZone(line.group(2)))
                .map(line -> new Link(line.group(1), line.group(2)))
                .toList();
    }
}
