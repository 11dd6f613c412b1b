package scheduler.time;

import scheduler.time.zoneinfo.ZoneInfo;

/// Which rules of time zones are in use. Versions are in order as texts: `2026a` is older than `2026b`.
public final class Tzdb {

    public static final String VERSION = ZoneInfo.version();

    /// `jdk`, `system` (the operating system's) or `directory` (one that the settings name).
    public static final String SOURCE = ZoneInfo.source();

    private Tzdb() {}
}
