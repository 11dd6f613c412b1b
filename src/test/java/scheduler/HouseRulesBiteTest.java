package scheduler;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Method;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import scheduler.offender.ForgetsTheTenant;
import scheduler.offender.LeansOnTheZone;
import scheduler.offender.LooksAtTheClock;
import scheduler.offender.Waits;

/// Every method of an offender breaks its rule.
class HouseRulesBiteTest {

    @Test
    void waiting_is_found_in_every_form() {
        assertBites(HouseRulesTest.nobody_waits_but_the_main_thread, Waits.class);
    }

    @Test
    void a_look_at_the_clock_is_found_in_every_form() {
        assertBites(HouseRulesTest.time_of_day_comes_in_by_constructor, LooksAtTheClock.class);
    }

    @Test
    void a_look_at_the_time_of_the_service_is_found_in_every_form() {
        assertBites(HouseRulesTest.time_is_that_of_the_tenant, ForgetsTheTenant.class);
    }

    @Test
    void the_zone_of_the_machine_is_found_in_every_form() {
        assertBites(HouseRulesTest.the_zone_of_the_machine_means_nothing, LeansOnTheZone.class);
    }

    private static void assertBites(ArchRule rule, Class<?> offender) {
        var found = rule.evaluate(new ClassFileImporter().importClasses(offender))
                .getFailureReport()
                .getDetails();

        assertThat(Stream.of(offender.getDeclaredMethods()).filter(method -> !method.isSynthetic()))
                .isNotEmpty()
                .extracting(Method::getName)
                .allSatisfy(name ->
                        assertThat(found).anyMatch(each -> each.contains(offender.getName() + "." + name + "(")));
    }
}
