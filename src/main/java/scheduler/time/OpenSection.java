package scheduler.time;

import java.time.Instant;
import java.time.ZoneId;

/// A stretch of the slot grid: starts lie at `anchor` + k · step of elapsed time, before `until`; a slot that begins
/// there must end by `openUntil`. `zone` is the one in which the window or the day at the anchor is meant.
public record OpenSection(Instant anchor, Instant until, Instant openUntil, ZoneId zone) {}
