package scheduler.mail;

import io.vertx.core.Future;

/// The way by which mail leaves.
public interface Post {

    /// How many it takes at once.
    int width();

    /// Completes once somebody else has the mail for good; `Undeliverable` is a failure for good.
    Future<Void> send(Mail mail);
}
