package scheduler.mail;

import io.vertx.core.Future;
import java.util.List;
import scheduler.database.Database;
import scheduler.letter.Letters;
import scheduler.mail.Suppression.Why;
import scheduler.mail.Unsubscriptions.ShowUnsubscription;
import scheduler.mail.Unsubscriptions.Unsubscribe;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.message.Tenant;

/// Has those get no more reminders who ask for that by the link in one.
final class UnsubscribeDesk {

    private final Database database;
    private final Stationery stationery;
    private final SuppressionDesk suppressions;
    private final List<Tenant> tenants;
    private final UnsubscribePage page = new UnsubscribePage(new Letters());

    UnsubscribeDesk(Database database, Stationery stationery, SuppressionDesk suppressions, List<Tenant> tenants) {
        this.database = database;
        this.stationery = stationery;
        this.suppressions = suppressions;
        this.tenants = List.copyOf(tenants);
    }

    Future<Outcome> show(ShowUnsubscription show) {
        return recipient(show.token()).map(_ -> page.asking(show.languages()));
    }

    Future<Outcome> unsubscribe(Unsubscribe wish) {
        return recipient(wish.token())
                .compose(recipient -> database.transaction(
                        "unsubscribing an address",
                        tx -> suppressions.add(tx, recipient.tenant(), recipient.address(), Why.unsubscribed())))
                .map(_ -> page.done(wish.languages()));
    }

    private record Recipient(Tenant tenant, String address) {}

    /// Those of a tenant for whom no key stands any more get no mail.
    private Future<Recipient> recipient(String token) {
        var tenant = Seal.tenant(token)
                .flatMap(no -> tenants.stream().filter(each -> each.no() == no).findFirst())
                .orElseThrow(UnsubscribeDesk::nowhere);
        return stationery
                .of(tenant)
                .map(sheet -> new Recipient(
                        tenant, sheet.unsubscribing().address(token).orElseThrow(UnsubscribeDesk::nowhere)));
    }

    private static Refusal nowhere() {
        return new Refusal(Problem.of(Code.NOT_FOUND, "There is nothing at this address."));
    }
}
