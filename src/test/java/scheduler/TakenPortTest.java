package scheduler;

import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import scheduler.testing.Node;
import scheduler.testing.Service;

/// Where the service cannot listen it says so with the address.
class TakenPortTest {

    @RegisterExtension
    static final Service service = new Service();

    @Test
    void a_port_that_is_taken_is_named() {
        var port = Integer.toString(service.node().port());

        assertThatIllegalStateException()
                .isThrownBy(() -> start(Map.of("SCHEDULER_HTTP_PORT", port)))
                .withMessage("Port " + port + " cannot be opened on 127.0.0.1: Address already in use."
                        + " The settings are http.port and http.host.");
    }

    @Test
    void an_address_of_another_machine_is_named() {
        var elsewhere = Map.of("SCHEDULER_HTTP_HOST", "192.0.2.1", "SCHEDULER_HTTP_API_KEYS", "a-long-key");

        assertThatIllegalStateException()
                .isThrownBy(() -> start(elsewhere))
                .withMessageStartingWith("Port 0 cannot be opened on 192.0.2.1: Cannot assign requested address.");
    }

    private static void start(Map<String, String> settings) {
        Node.start(service.postgres().url(), service.clock(), settings);
    }
}
