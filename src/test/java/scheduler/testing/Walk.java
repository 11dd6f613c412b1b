package scheduler.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import scheduler.testing.Client.Reply;

/// Does at random whatever can be done to bookings and holds: services with and without buffers, approval, sessions,
/// limits and several resources, alone and in series. What it does depends on its seed and on what was answered.
public final class Walk {

    private static final List<String> SERVICES = List.of("visit", "asked", "wished", "yoga", "class", "both", "few");
    private static final List<String> STEPS =
            List.of("confirm", "decline", "cancel", "check-in", "complete", "no-show");

    private final Random random;
    private final String month;
    private final List<Client> nodes;
    private final List<String> bookings = new ArrayList<>();
    private final List<String> holds = new ArrayList<>();
    private final List<String> series = new ArrayList<>();

    /// Through one of several nodes at a time, and in a month, like `2027-03`.
    public Walk(long seed, String month, List<Client> nodes) {
        this.random = new Random(seed);
        this.month = month;
        this.nodes = nodes;
    }

    /// Opens what it books.
    public static Practice open(Practice practice) {
        return practice.resource("ann", "team")
                .resource("bob", "team")
                .resource("cat", 1, "team", "shared")
                .buffers("cat", "max")
                .resource("hall", "halls")
                .resource("gym", 2, "halls")
                .service("visit", needing("host", "team", "\"buffer\":{\"before\":\"PT5M\",\"after\":\"PT15M\"}"))
                .service("asked", needing("host", "team", "\"approval\":true,\"policy\":{\"pendingExpiry\":\"PT10M\"}"))
                .service("wished", needing("host", "team", "\"approval\":true,\"policy\":{\"pendingBlocks\":false}"))
                .service("yoga", needing("place", "halls", "\"capacity\":3"))
                .service("class", needing("place", "halls", "\"capacity\":2,\"policy\":{\"unique\":true}"))
                .service("few", needing("place", "halls", "\"limits\":[{\"max\":4,\"per\":\"day\"}]"))
                .service("both", """
                        {"duration":"PT30M","requirements":[{"role":"host","pool":"team"},{"role":"place","pool":"halls"}]}
                        """);
    }

    private static String needing(String role, String pool, String more) {
        return "{\"duration\":\"PT30M\",\"requirements\":[{\"role\":\"" + role + "\",\"pool\":\"" + pool
                + "\",\"strategy\":\"round_robin\"}]," + more + "}";
    }

    /// Does something; what is answered has to be taken.
    public CompletableFuture<Reply> step() {
        var node = nodes.get(random.nextInt(nodes.size()));
        int kind = random.nextInt(14);
        if (kind < 4 || bookings.isEmpty()) {
            return node.postAsync("/v1/bookings", wish());
        }
        if (kind < 6 || holds.isEmpty()) {
            return node.postAsync("/v1/holds", wish());
        }
        var hold = any(holds);
        var booking = "/v1/bookings/" + any(bookings);
        return switch (kind) {
            case 6 -> node.postAsync("/v1/bookings", "{\"hold\":\"" + hold + "\",\"metadata\":{\"of\":\"hold\"}}");
            case 7 ->
                random.nextBoolean()
                        ? node.sendAsync("PATCH", "/v1/holds/" + hold, "{\"ttl\":\"PT5M\"}")
                        : node.sendAsync("DELETE", "/v1/holds/" + hold, "");
            case 8, 9 -> node.postAsync(booking + "/reschedule", "{\"start\":\"" + start() + "\"}");
            case 10 ->
                random.nextBoolean()
                        ? node.postAsync(booking + "/attendees", attendee())
                        : node.postAsync(booking + "/attendees/0/cancel", "");
            case 11 ->
                series.isEmpty() || random.nextInt(4) > 0
                        ? node.postAsync("/v1/series", repeated())
                        : node.postAsync("/v1/series/" + any(series) + "/cancel", "");
            default -> node.postAsync(booking + "/" + any(STEPS), "");
        };
    }

    /// Takes what was answered, so that later steps can be about it.
    public Reply take(Reply reply) {
        if (reply.status() == 201) {
            var json = reply.json();
            if (json.containsKey("rrule")) {
                series.add(json.getString("id"));
            } else {
                ("held".equals(json.getString("status")) ? holds : bookings).add(json.getString("id"));
            }
        }
        return reply;
    }

    private String any(List<String> several) {
        return several.get(random.nextInt(several.size()));
    }

    private String wish() {
        return "{\"service\":\"" + any(SERVICES) + "\",\"start\":\"" + start() + "\",\"attendees\":[" + attendee()
                + (random.nextInt(3) == 0 ? "," + attendee() : "") + "]}";
    }

    private String repeated() {
        return wish().replaceFirst("}$", ",\"rrule\":\"FREQ=DAILY;COUNT=3\",\"onConflict\":\"skip\"}");
    }

    private String attendee() {
        int who = random.nextInt(9);
        return "{\"name\":\"N" + who + "\",\"email\":\"" + who + "@Example.org\"}";
    }

    /// Few, so that they stand in each other's way.
    private String start() {
        return month
                + "-%02dT%02d:%02d".formatted(4 + random.nextInt(5), 9 + random.nextInt(4), 30 * random.nextInt(2));
    }
}
