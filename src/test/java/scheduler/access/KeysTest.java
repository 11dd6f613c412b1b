package scheduler.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import scheduler.platform.ApiKey;

class KeysTest {

    @Test
    void a_key_stands_for_its_tenant() {
        var keys = new Keys(List.of(
                new ApiKey("clinic", "secret-one"),
                new ApiKey("demo", "secret-two"),
                new ApiKey("clinic", "secret:three")));

        assertThat(keys.tenantOf("secret-one")).contains("clinic");
        assertThat(keys.tenantOf("secret-two")).contains("demo");
        assertThat(keys.tenantOf("secret:three")).contains("clinic");
        assertThat(keys.tenants()).containsExactlyInAnyOrder("clinic", "demo");
    }

    @Test
    void nothing_but_the_whole_key_is_taken() {
        var keys = new Keys(List.of(new ApiKey("clinic", "secret-one")));

        for (var wrong :
                List.of("", "clinic", "clinic:secret-one", "secret-on", "secret-one ", "SECRET-ONE", "\u0000")) {
            assertThat(keys.tenantOf(wrong)).as(wrong).isEmpty();
        }
    }

    @Test
    void without_keys_there_is_the_tenant_demo_alone() {
        var keys = new Keys(List.of());

        assertThat(keys.isEmpty()).isTrue();
        assertThat(keys.tenants()).containsExactly("demo");
        assertThat(keys.tenantOf("")).isEmpty();
    }
}
