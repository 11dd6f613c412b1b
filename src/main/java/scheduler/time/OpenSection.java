package scheduler.time;

import java.time.Instant;

/// A stretch of the slot grid: starts lie at `anchor` + k · step of elapsed time, before `until`; a slot that begins
/// there must end by `openUntil`.
public record OpenSection(Instant anchor, Instant until, Instant openUntil) {}
