package scheduler.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jgroups.JChannel;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.dns.DNS_PING;
import org.jgroups.stack.IpAddress;
import org.junit.jupiter.api.Test;
import scheduler.platform.ClusterSettings;

/// The settings become what JGroups understands.
class StackTest {

    private static JChannel read(ClusterSettings settings) throws Exception {
        var xml = Stack.of(settings).xml();
        assertThat(xml).doesNotContain("${");
        return new JChannel(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void members_are_found_by_their_addresses() throws Exception {
        var nodes = List.of("127.0.0.1:7800", "127.0.0.2:7810");
        try (var channel = read(new ClusterSettings(true, "127.0.0.1", 7810, nodes, ""))) {
            var transport = channel.getProtocolStack().getTransport();

            assertThat(transport.getBindPort()).isEqualTo(7810);
            assertThat(transport.getBindAddress().getHostAddress()).isEqualTo("127.0.0.1");
            assertThat(channel.getProtocolStack()
                            .<TCPPING>findProtocol(TCPPING.class)
                            .getInitialHosts())
                    .extracting(address -> ((IpAddress) address).getPort())
                    .containsExactlyInAnyOrder(7800, 7810);
        }
    }

    @Test
    void members_are_found_by_a_name() throws Exception {
        try (var channel = read(new ClusterSettings(true, "127.0.0.1", 7800, List.of(), "nodes.example.org"))) {
            assertThat(channel.getProtocolStack()
                            .<DNS_PING>findProtocol(DNS_PING.class)
                            .getValue("dns_query"))
                    .isEqualTo("nodes.example.org");
        }
    }

    @Test
    void both_ways_differ_in_nothing_else() {
        var byNodes = Stack.text(Stack.BY_NODES).lines().toList();
        var byDns = Stack.text(Stack.BY_DNS).lines().toList();

        assertThat(byNodes).hasSameSizeAs(byDns);
        assertThat(byNodes.stream().filter(line -> !byDns.contains(line)))
                .singleElement()
                .asString()
                .contains("PING");
    }
}
