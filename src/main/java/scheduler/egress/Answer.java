package scheduler.egress;

import org.jspecify.annotations.Nullable;

/// What was answered: the status, how the body begins, and `Retry-After` as it stands there.
public record Answer(int status, String beginning, @Nullable String retryAfter) {}
