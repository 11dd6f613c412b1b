package scheduler.availability.search;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import scheduler.availability.FindSlots;
import scheduler.availability.memory.Overdue;
import scheduler.availability.memory.Pictures;
import scheduler.availability.picture.Outline;
import scheduler.availability.search.LinesText.Asked;
import scheduler.database.Cursors;
import scheduler.message.Code;
import scheduler.message.Outcome;
import scheduler.message.Outcome.Streamed;
import scheduler.message.Problem;
import scheduler.message.Refusal;
import scheduler.time.Zones;

/// Answers searches: it finds out what is asked, refuses what would cost too much, and leaves the rest to be
/// computed while it is sent.
final class SearchDesk {

    /// What a search may cost, in starts that are held against a resource. It takes seconds, of which others wait
    /// a few milliseconds at a time.
    private static final long JUDGEMENTS_MAX = 40_000_000;

    private final Pictures pictures;
    private final Overdue overdue;

    SearchDesk(Pictures pictures, Overdue overdue) {
        this.pictures = pictures;
        this.overdue = overdue;
    }

    /// A line of the answer as it is named: of the service at `service`, by a resource or by all.
    private record Name(int service, @Nullable String resource) {}

    Future<Outcome> search(SearchSlots search) {
        refuseTooLong(search);
        var outlines = IntStream.range(0, search.services().size())
                .mapToObj(i -> outline(search, i))
                .toList();
        return Future.all(outlines)
                .compose(_ -> overdue.end(search.tenant()))
                .compose(_ -> search(
                        search,
                        outlines.stream()
                                .map(each -> Party.of(each.result(), search.resources()))
                                .toList()));
    }

    private static void refuseTooLong(SearchSlots search) {
        var spans = search.spans(Zones.read("UTC"));
        var length = Duration.between(Scene.start(spans), Scene.end(spans));
        if (length.compareTo(Duration.ofDays(FindSlots.DAYS_MAX + 1)) > 0) {
            throw Refusal.invalid(
                    "/ranges", "They may lie within " + FindSlots.DAYS_MAX + " days at most: ask for less at once.");
        }
    }

    private Future<Outline> outline(SearchSlots search, int service) {
        return pictures.outline(search.tenant(), search.services().get(service), search.duration(), search.resources())
                .recover(failure -> Future.failedFuture(inBody(failure, service)));
    }

    /// The service and the resource are lists here and a field or a parameter elsewhere.
    private static Throwable inBody(Throwable failure, int service) {
        if (!(failure instanceof Refusal refusal) || refusal.problem().pointer() == null) {
            return failure;
        }
        var problem = refusal.problem();
        var pointer = switch (String.valueOf(problem.pointer())) {
            case "/service" -> "/services/" + service;
            case "/resource" -> "/resources";
            case String other -> other;
        };
        return new Refusal(Problem.at(problem.code(), pointer, problem.detail()));
    }

    private Future<Outcome> search(SearchSlots search, List<Party> parties) {
        refuseUnknown(search, parties);
        var names = names(search, parties);
        int from = search.cursor() == null ? 0 : 1 + names.indexOf(last(search, search.cursor(), names));
        int to = search.first() == null ? Math.min(names.size(), from + search.limit()) : names.size();
        var page = names.subList(from, to);
        refuseTooMuch(search, parties, page);
        var next = to < names.size() ? cursor(search, page.getLast()) : null;
        var scenes = IntStream.range(0, parties.size())
                .mapToObj(i -> page.stream().anyMatch(each -> each.service == i)
                        ? scene(search, parties.get(i))
                        : Future.<Scene>succeededFuture())
                .toList();
        return Future.all(scenes)
                .map(_ -> page.stream()
                        .map(each -> new Asked(
                                Objects.requireNonNull(scenes.get(each.service).result()), each.resource))
                        .toList())
                .map(asked -> new Streamed(
                        search.first() == null
                                ? new LinesText(search.shape(), asked, next)
                                : new FirstText(asked, search.first())));
    }

    private Future<Scene> scene(SearchSlots search, Party party) {
        return pictures.known(party.outline()).map(known -> new Scene(search, party, known));
    }

    private static void refuseUnknown(SearchSlots search, List<Party> parties) {
        for (int i = 0; i < search.resources().size(); i++) {
            var id = search.resources().get(i);
            if (parties.stream().noneMatch(each -> each.has(id))) {
                throw new Refusal(Problem.at(
                        Code.UNKNOWN_RESOURCE,
                        "/resources/" + i,
                        "There is no resource " + id + " that can give one of the services."));
            }
        }
        for (int i = 0; i < parties.size() && search.together() != null; i++) {
            refuseAlone(search.together(), parties.get(i), search.services().get(i));
        }
    }

    private static void refuseAlone(int together, Party party, String service) {
        if (party.outline().service().capacity() != null) {
            throw Refusal.invalid(
                    "/together",
                    "Bookings of the service " + service
                            + " share sessions: look for slots with as many seats free instead.");
        }
        if (party.size() < together) {
            throw Refusal.invalid(
                    "/together", "Only " + party.size() + " of the resources can give the service " + service + ".");
        }
        if (party.commonRole().isEmpty()) {
            throw Refusal.invalid(
                    "/together",
                    "The resources take several roles of the service " + service
                            + ", or one that needs several of them: then it cannot be said which of them is wanted.");
        }
    }

    /// Of every service and each of the resources that can give it.
    private static List<Name> names(SearchSlots search, List<Party> parties) {
        var names = new ArrayList<Name>();
        for (int i = 0; i < parties.size(); i++) {
            if (!search.isByResource()) {
                names.add(new Name(i, null));
                continue;
            }
            for (var resource : search.resources()) {
                if (parties.get(i).has(resource)) {
                    names.add(new Name(i, resource));
                }
            }
        }
        return names;
    }

    private static Cursors cursors(SearchSlots search) {
        return Cursors.of(
                "slots",
                search.services(),
                search.resources(),
                search.ranges(),
                search.timeZone(),
                search.duration(),
                search.shape(),
                search.together());
    }

    private static String cursor(SearchSlots search, Name last) {
        return cursors(search).at(search.services().get(last.service), Objects.requireNonNullElse(last.resource, ""));
    }

    private static Name last(SearchSlots search, String cursor, List<Name> names) {
        try {
            return cursors(search)
                    .read(
                            cursor,
                            2,
                            parts -> names.stream()
                                    .filter(each ->
                                            search.services().get(each.service).equals(parts.get(0))
                                                    && Objects.requireNonNullElse(each.resource, "")
                                                            .equals(parts.get(1)))
                                    .findFirst()
                                    .orElseThrow(IllegalArgumentException::new));
        } catch (Refusal unreadable) {
            throw Refusal.invalid("/cursor", unreadable.problem().detail());
        }
    }

    private static void refuseTooMuch(SearchSlots search, List<Party> parties, List<Name> page) {
        var spans = search.spans(Zones.read("UTC"));
        long micros = 0;
        for (int i = 0; i < spans.size(); i++) {
            micros += spans.to(i) - spans.from(i);
        }
        double cost = 0;
        for (var each : page) {
            var party = parties.get(each.service);
            long step = party.outline().service().step().toNanos() / 1_000;
            cost += (double) (1 + micros / step)
                    * (each.resource == null ? party.cost() : party.costAlone(each.resource));
        }
        if (cost > JUDGEMENTS_MAX) {
            throw Refusal.invalid(
                    "/ranges",
                    "That is too much at once, %.1f times what one search may cost: ask for shorter ranges, fewer"
                                    .formatted(cost / JUDGEMENTS_MAX)
                            + " services or resources, or smaller pages with limit.");
        }
    }
}
