package scheduler.message;

/// The boundary of isolation: every row, key and event belongs to one. `no` is its number in the database, `id` its
/// public name.
public record Tenant(long no, String id) {

    /// The tenant of a service without API keys, and of keys that name none.
    public static final String DEMO = "demo";
}
