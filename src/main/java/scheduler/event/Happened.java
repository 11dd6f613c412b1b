package scheduler.event;

import io.vertx.core.json.JsonObject;

/// An event as a follower of the log gets it: `subject` is what it is about.
public record Happened(long tenant, String type, String subject, JsonObject data) {}
