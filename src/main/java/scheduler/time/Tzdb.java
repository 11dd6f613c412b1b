package scheduler.time;

import java.time.zone.ZoneRulesProvider;

/// Which rules of time zones are in use: `2026a`.
public final class Tzdb {

    public static final String VERSION =
            ZoneRulesProvider.getVersions("Europe/Berlin").lastKey();

    private Tzdb() {}
}
