package scheduler.time.zoneinfo;

import java.time.zone.ZoneRules;
import java.time.zone.ZoneRulesException;
import java.time.zone.ZoneRulesProvider;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/// The rules of a directory, and the JDK's for the zones that it lacks. `java.time` makes one by its name, so this is
/// public and asks for its data; see ZoneInfo, which must not touch this class before.
public final class NewerRules extends ZoneRulesProvider {

    private final Data data;
    private final Map<String, ZoneRules> decoded = new ConcurrentHashMap<>();

    /// What the directory has, checked, and what the JDK has.
    record Data(String version, String source, Map<String, byte[]> zones, JdkRules jdk) {}

    public NewerRules() {
        this(ZoneInfo.take());
    }

    NewerRules(Data data) {
        this.data = data;
    }

    @Override
    protected Set<String> provideZoneIds() {
        var ids = new HashSet<>(data.jdk.byId().keySet());
        ids.addAll(data.zones.keySet());
        return ids;
    }

    @Override
    protected ZoneRules provideRules(String id, boolean forCaching) {
        return decoded.computeIfAbsent(id, this::decode);
    }

    @Override
    protected NavigableMap<String, ZoneRules> provideVersions(String id) {
        var version = data.zones.containsKey(id) ? data.version : data.jdk.version();
        return new TreeMap<>(Map.of(version, provideRules(id, false)));
    }

    private ZoneRules decode(String id) {
        var zone = data.zones.get(id);
        if (zone != null) {
            return TzifFile.read(zone);
        }
        var rules = data.jdk.byId().get(id);
        if (rules == null) {
            throw new ZoneRulesException("Unknown time-zone ID: " + id);
        }
        return JdkRules.decode(rules);
    }
}
