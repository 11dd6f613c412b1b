package scheduler.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static scheduler.testing.Patience.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.autoscaling.v2.HorizontalPodAutoscaler;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyPort;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import scheduler.message.Refusal;
import scheduler.platform.ClusterSettings;
import scheduler.platform.Settings;
import scheduler.platform.SettingsLoader;

/// What `docker/kubernetes` says is what Kubernetes understands, and what the service does.
class KubernetesTest {

    private static final Pattern IMAGE_SETTING = Pattern.compile("(SCHEDULER_\\w+)=(\\S+) ?\\\\?$", Pattern.MULTILINE);
    private static final Map<String, String> SECRETS = Map.of(
            "DATABASE_URL", "postgresql://user:password@host/name", "SCHEDULER_HTTP_API_KEYS", "demo:long-enough");

    static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() {
        await(vertx.close());
    }

    @Test
    void every_file_is_read_into_its_type() throws IOException {
        for (var file : Kustomization.all()) {
            if (!file.endsWith(Kustomization.FILE)) {
                assertThat(Manifests.read(Kustomization.text(file)).all())
                        .as("%s", file)
                        .hasSize(1);
            }
        }
        for (var directory : Kustomization.directories()) {
            var kustomization = Kustomization.in(directory);
            assertThat(kustomization.kind()).isEqualTo("Kustomization");
            assertThat(kustomization.inlinePatches())
                    .allSatisfy(patch -> assertThat(patch).startsWith("$patch: delete\n"))
                    .allSatisfy(patch -> Manifests.read(patch.lines().skip(1).collect(Collectors.joining("\n"))));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {replica: 1}                                                       | replica
                    {replicas: '1'}                                                    | replicas
                    {replicas: 1, replicas: 2}                                         | duplicate key replicas
                    {template: {spec: {securityContext: {readOnlyRootFilesystem: no}}}} | readOnlyRootFilesystem
                    {template: {spec: {volumes: [{emptyDir: {limit: 1Mi}}]}}}          | limit
                    """, quoteCharacter = '"')
    void a_field_that_is_wrong_is_found(String spec, String named) {
        assertThatThrownBy(() -> Manifests.read("apiVersion: apps/v1\nkind: Deployment\nspec: " + spec))
                .hasMessageContaining(named);
    }

    @Test
    void every_file_belongs_to_a_kustomization() throws IOException {
        var named = Kustomization.directories().stream()
                .flatMap(directory -> Stream.concat(
                        Stream.of(directory.resolve(Kustomization.FILE)),
                        Kustomization.in(directory).files().map(directory::resolve)))
                .toList();

        assertThat(named).doesNotHaveDuplicates().containsExactlyInAnyOrderElementsOf(Kustomization.all());
        assertThat(Kustomization.directories())
                .filteredOn(directory -> !directory.endsWith("base"))
                .allSatisfy(overlay ->
                        assertThat(Kustomization.in(overlay).resources()).startsWith("../../base"));
    }

    @ParameterizedTest
    @EnumSource
    void everything_lives_in_one_restricted_namespace(Source source) throws Exception {
        var manifests = source.manifests();
        var namespace = manifests.one(Namespace.class).getMetadata();

        assertThat(namespace.getLabels()).hasSize(3).allSatisfy((label, level) -> {
            assertThat(label).startsWith("pod-security.kubernetes.io/");
            assertThat(level).isEqualTo("restricted");
        });
        assertThat(Kustomization.in(Source.BASE.directory()).namespace()).isEqualTo(namespace.getName());
        if (source != Source.FILES) {
            assertThat(manifests.all())
                    .filteredOn(not(Namespace.class::isInstance))
                    .allSatisfy(each ->
                            assertThat(each.getMetadata().getNamespace()).isEqualTo(namespace.getName()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void pods_may_do_no_more_than_they_need(Source source) throws Exception {
        var manifests = source.manifests();
        var pod = pod(manifests);
        var context = pod.getSecurityContext();

        assertThat(context.getRunAsNonRoot()).isTrue();
        assertThat(context.getRunAsUser()).isEqualTo(10_001);
        assertThat(context.getRunAsGroup()).isEqualTo(10_001);
        assertThat(Kustomization.text(Path.of("docker/Dockerfile"))).contains("USER 10001:10001");
        assertThat(context.getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
        assertThat(pod.getAutomountServiceAccountToken()).isFalse();
        assertThat(pod.getServiceAccountName())
                .isEqualTo(manifests.one(ServiceAccount.class).getMetadata().getName());
        assertThat(manifests.one(ServiceAccount.class).getAutomountServiceAccountToken())
                .isFalse();
        assertThat(containers(pod)).hasSize(2).allSatisfy(container -> {
            var own = container.getSecurityContext();
            assertThat(own.getAllowPrivilegeEscalation()).isFalse();
            assertThat(own.getReadOnlyRootFilesystem()).isTrue();
            assertThat(own.getCapabilities().getDrop()).containsExactly("ALL");
            assertThat(own.getCapabilities().getAdd()).isEmpty();
            assertThat(own.getRunAsUser()).isNull();
        });
    }

    @ParameterizedTest
    @EnumSource
    void pods_write_to_memory_below_tmp_alone(Source source) throws Exception {
        var pod = pod(source.manifests());

        assertThat(pod.getVolumes()).singleElement().satisfies(volume -> {
            assertThat(volume.getEmptyDir().getMedium()).isEqualTo("Memory");
            assertThat(volume.getEmptyDir().getSizeLimit()).isNotNull();
        });
        assertThat(containers(pod))
                .allSatisfy(container -> assertThat(container.getVolumeMounts())
                        .singleElement()
                        .satisfies(mount -> {
                            assertThat(mount.getMountPath()).isEqualTo("/tmp");
                            assertThat(mount.getName())
                                    .isEqualTo(pod.getVolumes().getFirst().getName());
                        }));
    }

    @ParameterizedTest
    @EnumSource
    void memory_is_requested_in_full_and_enough_for_the_jvm(Source source) throws Exception {
        assertThat(containers(pod(source.manifests()))).allSatisfy(container -> {
            var resources = container.getResources();
            var memory = resources.getLimits().get("memory");
            assertThat(memory).isEqualTo(resources.getRequests().get("memory"));
            assertThat(Quantity.getAmountInBytes(memory)).isGreaterThanOrEqualTo(new BigDecimal("384e6"));
            assertThat(resources.getRequests()).containsKey("cpu");
            assertThat(resources.getLimits()).containsKey("cpu");
        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLUSTER")
    void probes_ask_what_the_service_answers(Source source) throws Exception {
        var manifests = source.manifests();
        var container = service(manifests);

        assertThat(container.getPorts()).singleElement().satisfies(port -> {
            assertThat(port.getName()).isEqualTo("http");
            assertThat(port.getContainerPort())
                    .isEqualTo(settings(manifests, SECRETS).http().port());
        });
        assertThat(path(container.getStartupProbe())).isEqualTo("/health/startup");
        assertThat(path(container.getLivenessProbe())).isEqualTo("/health/live");
        assertThat(path(container.getReadinessProbe())).isEqualTo("/health/ready");
    }

    @ParameterizedTest
    @EnumSource
    void an_update_takes_no_pod_away_before_another_is_ready(Source source) throws Exception {
        var update =
                source.manifests().one(Deployment.class).getSpec().getStrategy().getRollingUpdate();

        assertThat(update.getMaxUnavailable()).isEqualTo(new IntOrString(0));
        assertThat(update.getMaxSurge()).isEqualTo(new IntOrString(1));
    }

    @ParameterizedTest
    @EnumSource
    void the_service_can_stop_before_it_is_killed(Source source) throws Exception {
        var manifests = source.manifests();
        var stop = settings(manifests, SECRETS).shutdown();

        assertThat(stop.drainDelay()).isPositive();
        assertThat(Duration.ofSeconds(pod(manifests).getTerminationGracePeriodSeconds()))
                .isGreaterThan(stop.drainDelay().plus(stop.timeout()));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLUSTER")
    void every_container_gets_all_settings(Source source) throws Exception {
        var manifests = source.manifests();
        var config = manifests.one(ConfigMap.class).getMetadata().getName();

        assertThat(containers(pod(manifests))).allSatisfy(container -> {
            assertThat(container.getEnv()).isEmpty();
            assertThat(container.getEnvFrom()).hasSize(2);
            assertThat(container.getEnvFrom().get(0).getConfigMapRef().getName())
                    .isEqualTo(config);
            assertThat(container.getEnvFrom().get(1).getSecretRef().getName()).isEqualTo("appointment-scheduler");
        });
        assertThat(manifests.of(Secret.class)).allSatisfy(secret -> {
            assertThat(secret.getMetadata().getName()).isEqualTo("appointment-scheduler");
            assertThat(secret.getStringData()).containsOnlyKeys(SECRETS.keySet());
        });
    }

    @ParameterizedTest
    @EnumSource
    void the_schema_is_migrated_before_the_service_starts(Source source) throws Exception {
        var manifests = source.manifests();
        var pod = pod(manifests);

        assertThat(settings(manifests, SECRETS).database().migrate()).isFalse();
        assertThat(pod.getInitContainers()).singleElement().satisfies(container -> {
            assertThat(container.getArgs()).containsExactly("migrate");
            assertThat(container.getImage()).isEqualTo(service(manifests).getImage());
        });
    }

    @ParameterizedTest
    @EnumSource(names = {"FILES", "BASE"})
    void a_forgotten_placeholder_is_refused(Source source) throws Exception {
        var manifests = source.manifests();
        var placeholders = manifests.one(Secret.class).getStringData();

        assertThat(placeholders).allSatisfy((variable, placeholder) -> {
            var secrets = new HashMap<>(SECRETS);
            secrets.put(variable, placeholder);
            var refusal = catchThrowableOfType(Refusal.class, () -> settings(manifests, secrets));
            assertThat(refusal).as(variable).isNotNull();
            assertThat(refusal.problem().detail()).startsWith("Setting ");
        });
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLUSTER")
    void everything_selects_these_pods(Source source) throws Exception {
        var manifests = source.manifests();
        var deployment = manifests.one(Deployment.class).getSpec();
        var labels = deployment.getTemplate().getMetadata().getLabels();

        assertThat(labels).isNotEmpty();
        assertThat(deployment.getSelector().getMatchLabels()).isEqualTo(labels);
        assertThat(manifests.one(Service.class).getSpec().getSelector()).isEqualTo(labels);
        assertThat(manifests
                        .one(PodDisruptionBudget.class)
                        .getSpec()
                        .getSelector()
                        .getMatchLabels())
                .isEqualTo(labels);
        assertThat(manifests.one(NetworkPolicy.class).getSpec().getPodSelector().getMatchLabels())
                .isEqualTo(labels);
        assertThat(pod(manifests).getTopologySpreadConstraints())
                .extracting("topologyKey")
                .containsExactly("topology.kubernetes.io/zone", "kubernetes.io/hostname");
        assertThat(pod(manifests).getTopologySpreadConstraints())
                .allSatisfy(
                        constraint -> assertThat(constraint.getLabelSelector().getMatchLabels())
                                .isEqualTo(labels));
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CLUSTER")
    void traffic_comes_to_the_port_of_the_service_and_goes_to_dns_postgresql_and_webhooks(Source source)
            throws Exception {
        var manifests = source.manifests();
        var port = service(manifests).getPorts().getFirst();
        var policy = manifests.one(NetworkPolicy.class).getSpec();

        assertThat(manifests.one(Service.class).getSpec().getType()).isEqualTo("ClusterIP");
        assertThat(manifests.one(Service.class).getSpec().getPorts())
                .singleElement()
                .satisfies(open -> assertThat(open.getTargetPort()).isEqualTo(new IntOrString(port.getName())));
        assertThat(policy.getPolicyTypes()).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(policy.getIngress())
                .flatMap(rule -> ports(rule.getPorts()))
                .containsExactly("TCP " + port.getContainerPort());
        assertThat(policy.getEgress())
                .flatMap(rule -> ports(rule.getPorts()))
                .containsExactlyInAnyOrder("UDP 53", "TCP 53", "TCP 5432", "TCP 587", "TCP 465", "TCP 80", "TCP 443");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "DEVELOPMENT")
    void the_autoscaler_alone_says_how_many_there_are(Source source) throws Exception {
        var manifests = source.manifests();
        var deployment = manifests.one(Deployment.class);
        var scaler = manifests.one(HorizontalPodAutoscaler.class).getSpec();

        assertThat(deployment.getSpec().getReplicas()).isNull();
        assertThat(scaler.getScaleTargetRef().getApiVersion()).isEqualTo(deployment.getApiVersion());
        assertThat(scaler.getScaleTargetRef().getKind()).isEqualTo(deployment.getKind());
        assertThat(scaler.getScaleTargetRef().getName())
                .isEqualTo(deployment.getMetadata().getName());
        assertThat(scaler.getMinReplicas()).isEqualTo(source == Source.PRODUCTION ? 3 : 2);
        assertThat(scaler.getMetrics())
                .singleElement()
                .satisfies(metric -> assertThat(metric.getResource().getName()).isEqualTo("cpu"));
    }

    @Test
    void their_connections_fit_into_postgresql() throws Exception {
        var manifests = Source.PRODUCTION.manifests();
        int perPod = settings(manifests, SECRETS).database().pool().size() + 1;
        int pods = manifests.one(HorizontalPodAutoscaler.class).getSpec().getMaxReplicas() + 1;

        // Of 100 three are kept for superusers; some remain for migrations.
        assertThat(perPod * pods).isLessThan(97);
    }

    @Test
    void development_is_one_pod_that_runs_as_it_is() throws Exception {
        var manifests = Source.DEVELOPMENT.manifests();

        assertThat(manifests.one(Deployment.class).getSpec().getReplicas()).isEqualTo(1);
        assertThat(manifests.of(HorizontalPodAutoscaler.class)).isEmpty();
        assertThat(settings(manifests, manifests.one(Secret.class).getStringData())
                        .database()
                        .url())
                .contains("@postgres:5432/");
    }

    @Test
    void members_of_a_cluster_find_and_reach_each_other() throws Exception {
        var manifests = Source.CLUSTER.manifests();
        var host = service(manifests).getEnv().getFirst();
        var environment = new HashMap<>(SECRETS);
        environment.put(host.getName(), "10.1.2.3");
        var cluster = settings(manifests, environment).cluster();
        var members = manifests.of(Service.class).stream()
                .filter(each -> "None".equals(each.getSpec().getClusterIP()))
                .findFirst()
                .orElseThrow();
        var policy = manifests.of(NetworkPolicy.class).stream()
                .filter(each -> each.getMetadata()
                        .getName()
                        .equals(members.getMetadata().getName()))
                .findFirst()
                .orElseThrow()
                .getSpec();
        var label = members.getSpec().getSelector();
        var ports = IntStream.range(cluster.port(), cluster.port() + ClusterSettings.PORTS)
                .mapToObj(port -> "TCP " + port)
                .toList();

        assertThat(cluster.enabled()).isTrue();
        assertThat(cluster.host()).isEqualTo("10.1.2.3");
        assertThat(host.getValueFrom().getFieldRef().getFieldPath()).isEqualTo("status.podIP");
        assertThat(cluster.dns())
                .startsWith(members.getMetadata().getName() + "."
                        + members.getMetadata().getNamespace() + ".svc.");
        assertThat(members.getSpec().getPublishNotReadyAddresses()).isTrue();
        assertThat(manifests
                        .one(Deployment.class)
                        .getSpec()
                        .getTemplate()
                        .getMetadata()
                        .getLabels())
                .containsAllEntriesOf(label);
        assertThat(service(manifests).getPorts())
                .extracting(port -> "TCP " + port.getContainerPort())
                .containsAll(ports);
        assertThat(policy.getPodSelector().getMatchLabels()).isEqualTo(label);
        assertThat(policy.getIngress()).flatMap(rule -> ports(rule.getPorts())).isEqualTo(ports);
        assertThat(policy.getEgress()).flatMap(rule -> ports(rule.getPorts())).isEqualTo(ports);
        assertThat(policy.getIngress())
                .flatMap(rule -> rule.getFrom())
                .extracting(peer -> peer.getPodSelector().getMatchLabels())
                .containsExactly(label);
    }

    @Test
    void production_runs_one_very_image_and_brings_no_secret() throws Exception {
        var manifests = Source.PRODUCTION.manifests();

        assertThat(containers(pod(manifests)))
                .allSatisfy(container -> assertThat(container.getImage()).matches(".+@sha256:[0-9a-f]{64}"));
        assertThat(manifests.of(Secret.class)).isEmpty();
    }

    /// What the service reads in a container: the image's settings, those of the ConfigMap, and `secrets`.
    private static Settings settings(Manifests manifests, Map<String, String> secrets) {
        var environment = new HashMap<String, String>();
        IMAGE_SETTING
                .matcher(Kustomization.text(Path.of("docker/Dockerfile")))
                .results()
                .forEach(each -> environment.put(each.group(1), each.group(2)));
        assertThat(environment).containsEntry("SCHEDULER_HTTP_HOST", "0.0.0.0");
        environment.putAll(manifests.one(ConfigMap.class).getData());
        environment.putAll(secrets);
        return new SettingsLoader(vertx, environment, Map.of()).load().await();
    }

    private static PodSpec pod(Manifests manifests) {
        return manifests.one(Deployment.class).getSpec().getTemplate().getSpec();
    }

    private static List<Container> containers(PodSpec pod) {
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .toList();
    }

    private static Container service(Manifests manifests) {
        var containers = pod(manifests).getContainers();
        assertThat(containers).hasSize(1);
        return containers.getFirst();
    }

    /// The path that a probe asks for, which the API has, at the port that the container names.
    private static String path(Probe probe) {
        var path = probe.getHttpGet().getPath();
        assertThat(new String(SettingsLoader.bundled("openapi.yaml"), UTF_8)).contains("\n  " + path + ":\n");
        assertThat(probe.getHttpGet().getPort()).isEqualTo(new IntOrString("http"));
        return path;
    }

    private static List<String> ports(List<NetworkPolicyPort> ports) {
        return ports.stream()
                .map(each -> each.getProtocol() + " " + each.getPort().getIntVal())
                .toList();
    }
}
