package scheduler.availability.memory;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import scheduler.availability.picture.Claims;
import scheduler.availability.picture.Claims.Claim;
import scheduler.availability.picture.Session.Place;

/// When the bookings of a service begin, all of them and those of each resource, for its limits: a claim of a
/// microsecond at the start of each.
record Tally(Claims ofService, Map<String, Claims> ofResources) {

    /// Tallies by the id of their service.
    record Tallies() implements Board.Kind<Tally> {

        private static final long WEIGHT_OF_SERVICE = 4;

        @Override
        public Collection<String> names(Change change) {
            return List.of(change.service());
        }

        @Override
        public Tally applied(Tally before, Change change, String service) {
            var counted = change.stands()
                    ? List.of(Claim.at(change.start(), change.booking(), change.version()))
                    : List.<Claim>of();
            var ofResources = new HashMap<>(before.ofResources);
            var having = change.places().stream().map(Place::resource).collect(Collectors.toSet());
            change.resources()
                    .forEach(each -> ofResources.put(
                            each,
                            with(
                                    ofResources.getOrDefault(each, Claims.NONE),
                                    change,
                                    having.contains(each) ? counted : List.of())));
            return new Tally(with(before.ofService, change, counted), ofResources);
        }

        private static Claims with(Claims claims, Change change, List<Claim> counted) {
            return claims.with(change.booking(), change.version(), counted, Long.MIN_VALUE);
        }

        @Override
        public long weight(Tally tally) {
            return WEIGHT_OF_SERVICE + 2L * tally.ofService.size();
        }
    }
}
