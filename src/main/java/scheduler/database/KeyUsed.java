package scheduler.database;

/// Rolls back the transaction of a write whose idempotency key another request has used meanwhile.
final class KeyUsed extends RuntimeException {

    KeyUsed() {
        super(Receipts.KEY_USED, null, false, false);
    }
}
