package scheduler.bridge;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The addresses that clients of a bridge may use: commands go in, events come out, and nothing else does either.
public record AllowList(Set<String> commandAddresses) {

    private static final String COMMAND = "scheduler.command.";
    private static final Pattern EVENTS = Pattern.compile("scheduler\\.event(\\.[a-z_]{1,32}){0,2}");

    /// Those commands that were chosen, or all; one that does not exist is a typo.
    public static AllowList of(Set<String> existing, List<String> chosen) {
        for (var each : chosen) {
            if (!existing.contains(each)) {
                throw new IllegalStateException("Setting bridge.commands: there is no command " + each + ". There are "
                        + existing.stream().sorted().collect(Collectors.joining(", ")) + ".");
            }
        }
        Collection<String> allowed = chosen.isEmpty() ? existing : chosen;
        return new AllowList(allowed.stream().map(COMMAND::concat).collect(Collectors.toUnmodifiableSet()));
    }

    boolean isCommand(String address) {
        return commandAddresses.contains(address);
    }

    boolean isOfEvents(String address) {
        return EVENTS.matcher(address).matches();
    }
}
