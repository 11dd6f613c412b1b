package scheduler.availability.picture;

import org.jspecify.annotations.Nullable;

/// A resource that a client insists on, in a role or in whichever role it can fill. `pointer` is where it was named.
public record Pin(@Nullable String role, String resource, String pointer) {}
