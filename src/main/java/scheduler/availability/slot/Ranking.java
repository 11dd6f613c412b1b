package scheduler.availability.slot;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import scheduler.availability.picture.Busy;
import scheduler.availability.picture.Candidate;
import scheduler.availability.picture.Outline.Role;
import scheduler.availability.picture.Picture;
import scheduler.availability.picture.Turns;
import scheduler.service.Strategy;

/// The order in which those who are free are tried for a role, by its strategy; what that leaves equal goes by
/// the order of the candidates. It is a preference: who gets the role is decided together with all other roles.
final class Ranking {

    /// Who has as much on a day goes by the weeks around it, so that the first of the list does not get every lone one.
    private static final int DAYS_AROUND = 7;

    private final Role role;
    private final List<Ranked> ranked = new ArrayList<>();

    /// A candidate and what its strategy goes by: the less the sooner, `then` among those with as much.
    private record Ranked(int index, long measure, long then) {}

    private interface ToRanked {
        Ranked of(int index, Candidate candidate);
    }

    private Ranking(Role role) {
        this.role = role;
    }

    static Ranking of(Picture picture, Role role, int[] fits, long start) {
        var ranking = new Ranking(role);
        switch (role.requirement().strategy()) {
            case ROUND_ROBIN -> ranking.rankByTurns(picture.preferences().turns(), fits);
            case STICKY -> {
                var preferences = picture.preferences();
                var name = role.requirement().role();
                ranking.rank(fits, (index, each) -> new Ranked(index, preferences.isLast(name, each.id()) ? 0 : 1, 0));
            }
            case PRIORITY -> ranking.rank(fits, (index, _) -> new Ranked(index, 0, 0));
            case LEAST_LOADED -> {
                var days = new Days(picture.outline().zone(), start);
                ranking.rank(
                        fits, (index, each) -> new Ranked(index, days.load(each, 0), days.load(each, DAYS_AROUND)));
            }
            case GAP_MINIMISING -> {
                var part = role.part();
                long needed = part.to(start) - part.from(start);
                ranking.rank(fits, (index, each) -> {
                    var gap = each.gap(start, part);
                    return new Ranked(index, gap.unusable(needed), gap.total());
                });
            }
        }
        return ranking;
    }

    /// Of two whose turns begin at once the one whose turn is shorter goes first.
    private void rankByTurns(Turns turns, int[] fits) {
        var requirement = role.requirement();
        long now = turns.now(requirement.role());
        rank(fits, (index, each) -> {
            int weight = requirement.weight(each.id());
            return new Ranked(index, turns.next(requirement.role(), each.id(), weight, now), -weight);
        });
    }

    private void rank(int[] fits, ToRanked toRanked) {
        for (int i = 0; i < fits.length; i++) {
            if (fits[i] > 0) {
                ranked.add(toRanked.of(i, role.candidates().get(i)));
            }
        }
        ranked.sort(Comparator.comparingLong(Ranked::measure).thenComparingLong(Ranked::then));
    }

    List<Integer> order() {
        return ranked.stream().map(Ranked::index).toList();
    }

    /// What is told of a candidate who was chosen; null when nobody else came into question.
    @Nullable
    Choice choice(int index) {
        if (role.candidates().size() <= role.requirement().quantity()) {
            return null;
        }
        for (var each : ranked) {
            if (each.index == index) {
                return new Choice(by(each), ranked.size(), each.measure);
            }
        }
        return null;
    }

    /// Whoever is not the last of the customer is the first of the list.
    private Strategy by(Ranked chosen) {
        var strategy = role.requirement().strategy();
        return strategy == Strategy.STICKY && chosen.measure > 0 ? Strategy.PRIORITY : strategy;
    }

    /// The local days around a start.
    private record Days(ZoneId zone, long start) {

        /// How many bookings a candidate has on the day of the start, and so many days around it.
        int load(Candidate candidate, int around) {
            return candidate.busy().claims().count(midnight(-around), midnight(1 + around));
        }

        private long midnight(int daysLater) {
            var day = Busy.instant(start).atZone(zone).toLocalDate().plusDays(daysLater);
            return Busy.micros(day.atStartOfDay(zone).toInstant());
        }
    }
}
