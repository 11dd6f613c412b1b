package scheduler.mail;

import io.vertx.core.Future;
import java.util.Optional;
import scheduler.database.Database;
import scheduler.letter.Occasion.Topic;
import scheduler.message.EmailAddress;
import scheduler.message.Tenant;

/// Tells whether mail may be sent to an address. It is looked up for each mail: who has just unsubscribed gets no more.
public final class Consent {

    private final SuppressionStore store;

    public Consent(Database database) {
        this.store = new SuppressionStore(database);
    }

    /// Why a letter of a kind is not sent to an address, if it is not.
    public Future<Optional<Suppression>> objection(Tenant tenant, String address, Topic kind) {
        return store.find(tenant, EmailAddress.folded(address))
                .map(found -> found.filter(each -> each.why().scope().covers(kind)));
    }
}
