package scheduler.time.zoneinfo;

import java.io.IOException;
import java.nio.file.Path;
import java.time.zone.ZoneRulesProvider;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Gives `java.time` the rules of time zones that a setting asks for. It takes them when it is first used and never
/// again, so this has to come before everything else: a log line with its time is too late.
public final class ZoneInfo {

    public static final String AUTO = "auto";
    public static final String JDK = "jdk";

    private static final Path SYSTEM = Path.of("/usr/share/zoneinfo");
    private static final String PROVIDER = "scheduler.time.zoneinfo.NewerRules";

    private static final AtomicReference<NewerRules.@Nullable Data> PREPARED = new AtomicReference<>();
    private static final AtomicReference<NewerRules.@Nullable Data> IN_USE = new AtomicReference<>();

    private ZoneInfo() {}

    /// Takes the setting `auto`, `jdk` or a directory, and gives a warning where other rules are used than were wished
    /// for. An IllegalArgumentException says why those of a directory cannot be.
    public static Optional<String> install(String setting) {
        var choice = choose(setting);
        if (choice.newer().isEmpty() || install(choice.newer().get())) {
            return choice.warning();
        }
        var late = "java.time was in use before its rules were chosen, by an agent perhaps.";
        if (setting.equals(AUTO)) {
            return Optional.of(late);
        }
        throw new IllegalArgumentException(late);
    }

    /// Whether java.time took the provider, which is named and not touched: to do so would be to use java.time.
    private static boolean install(NewerRules.Data data) {
        PREPARED.set(data);
        System.setProperty("java.time.zone.DefaultZoneRulesProvider", PROVIDER);
        var _ = ZoneRulesProvider.getAvailableZoneIds();
        return IN_USE.get() != null;
    }

    /// For the provider, when java.time makes it.
    static NewerRules.Data take() {
        var data = Objects.requireNonNull(PREPARED.get(), "nothing has been prepared");
        IN_USE.set(data);
        return data;
    }

    private static Optional<NewerRules.Data> inUse() {
        return Optional.ofNullable(IN_USE.get());
    }

    private static Choice choose(String setting) {
        if (setting.equals(JDK)) {
            return Choice.jdk();
        }
        try {
            var jdk = JdkRules.read();
            return setting.equals(AUTO) ? Choice.system(SYSTEM, jdk) : Choice.named(Path.of(setting), jdk);
        } catch (IOException e) {
            if (setting.equals(AUTO)) {
                return Choice.jdk("The JDK's rules are used, because their version cannot be read: " + e);
            }
            throw new IllegalArgumentException("The rules in " + setting + " cannot be used: " + e + ".", e);
        }
    }

    /// The version of the rules in use.
    public static String version() {
        return inUse().map(NewerRules.Data::version)
                .orElseGet(() -> ZoneRulesProvider.getVersions("UTC").lastKey());
    }

    /// Where they come from: `jdk`, `system` or `directory`.
    public static String source() {
        return inUse().map(NewerRules.Data::source).orElse(JDK);
    }
}
