package scheduler.database;

/// Rolls back the transaction of a write whose idempotency key another request has used meanwhile.
public final class KeyUsed extends RuntimeException {

    public KeyUsed() {
        super(Receipts.KEY_USED, null, false, false);
    }
}
