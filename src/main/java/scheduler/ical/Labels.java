package scheduler.ical;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// What services and resources are called by people. A service has the name of the version that was booked; what is not
/// known is called by its id.
public record Labels(Map<Version, String> services, Map<String, Thing> resources) {

    /// Where nothing has another name than its id.
    public static final Labels NONE = new Labels(Map.of(), Map.of());

    public Labels {
        services = Map.copyOf(services);
        resources = Map.copyOf(resources);
    }

    /// A version of a service.
    public record Version(String service, long no) {}

    /// A resource; a place is where something is, and not with what.
    public record Thing(String name, boolean isPlace) {}

    String service(String id, @Nullable Long version) {
        return version == null ? id : services.getOrDefault(new Version(id, version), id);
    }

    List<String> names(List<String> resourceIds) {
        return resourceIds.stream().map(this::name).distinct().toList();
    }

    List<String> places(List<String> resourceIds) {
        return resourceIds.stream()
                .map(resources::get)
                .filter(Objects::nonNull)
                .filter(Thing::isPlace)
                .map(Thing::name)
                .distinct()
                .toList();
    }

    private String name(String id) {
        var thing = resources.get(id);
        return thing == null ? id : thing.name;
    }

    /// These and others.
    Labels and(Labels others) {
        var allServices = new HashMap<>(services);
        allServices.putAll(others.services);
        var allResources = new HashMap<>(resources);
        allResources.putAll(others.resources);
        return new Labels(allServices, allResources);
    }
}
