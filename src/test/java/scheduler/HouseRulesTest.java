package scheduler;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameEndingWith;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.syntax.elements.ClassesShouldConjunction;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.InstantSource;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.chrono.ChronoLocalDate;
import java.time.chrono.ChronoLocalDateTime;
import java.time.chrono.ChronoZonedDateTime;
import java.time.temporal.TemporalAccessor;
import java.util.Calendar;
import java.util.Date;
import java.util.TimeZone;
import scheduler.booking.Bygone;
import scheduler.booking.Expiry;
import scheduler.event.Retention;
import scheduler.platform.Times;
import scheduler.reminder.Reminding;

/// The rules of the house, each with its reason.
@AnalyzeClasses(packages = "scheduler", importOptions = DoNotIncludeTests.class)
class HouseRulesTest {

    private static final String ROOT = "scheduler";

    private static final DescribedPredicate<JavaAccess<?>> WITHOUT_ARGUMENTS = DescribedPredicate.describe(
            "without arguments",
            access -> access.getTarget() instanceof CodeUnitAccessTarget target
                    && target.getRawParameterTypes().isEmpty());

    @ArchTest
    static final ArchRule rooms_form_no_circles = slices().matching("scheduler.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a room that can be read alone can be changed alone");

    @ArchTest
    static final ArchRule time_is_pure = classes()
            .that()
            .resideInAPackage("scheduler.time..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("scheduler.time..", "java..", "org.jspecify..")
            .because("every rule of time is tested without a service");

    @ArchTest
    static final ArchRule messages_know_no_room =
            room("message", "message", "none").because("what travels between rooms belongs to none of them");

    @ArchTest
    static final ArchRule the_floor_knows_no_room = room("platform", "platform", "message");

    @ArchTest
    static final ArchRule the_database_serves_all_alike = room("database", "database", "platform", "message");

    @ArchTest
    static final ArchRule events_know_nothing_of_what_they_tell =
            room("event", "event", "database", "platform", "message");

    @ArchTest
    static final ArchRule services_are_a_model = room("service", "service", "time", "message");

    @ArchTest
    static final ArchRule holidays_are_a_model = room("holiday", "holiday", "time", "message");

    @ArchTest
    static final ArchRule one_room_knows_the_library_of_holidays = noClasses()
            .that()
            .resideOutsideOfPackage("scheduler.holiday..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("de.focus_shift..", "org.threeten..")
            .because("another library could take its place");

    @ArchTest
    static final ArchRule recurrence_is_a_model = room("recurrence", "recurrence", "time");

    @ArchTest
    static final ArchRule one_room_knows_the_library_of_recurrence = noClasses()
            .that()
            .resideOutsideOfPackage("scheduler.recurrence..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.dmfs..")
            .because("another library could take its place");

    @ArchTest
    static final ArchRule the_catalog_knows_no_bookings =
            room("catalog", "catalog", "service", "holiday", "time", "event", "database", "platform", "message");

    @ArchTest
    static final ArchRule availability_decides_nothing = room(
            "availability",
            "availability",
            "catalog",
            "service",
            "recurrence",
            "time",
            "event",
            "database",
            "platform",
            "message");

    @ArchTest
    static final ArchRule rooms_of_availability_form_no_circles = slices().matching("scheduler.availability.(*)..")
            .should()
            .beFreeOfCycles()
            .because("what is looked at knows nothing of who looks");

    @ArchTest
    static final ArchRule a_picture_knows_no_store =
            room("availability.picture", "availability.picture", "service", "time", "message");

    @ArchTest
    static final ArchRule the_slot_function_is_pure =
            room("availability.slot", "availability.slot", "availability.picture", "service", "time", "message");

    @ArchTest
    static final ArchRule the_slot_function_waits_for_nothing = noClasses()
            .that()
            .resideInAnyPackage("scheduler.availability.picture..", "scheduler.availability.slot..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.core", "io.vertx.core.eventbus..", "io.vertx.sqlclient..")
            .because("it is tested without a service, and answers in microseconds");

    @ArchTest
    static final ArchRule memory_knows_no_questions = room(
            "availability.memory",
            "availability.memory",
            "availability.picture",
            "catalog",
            "service",
            "time",
            "event",
            "database",
            "platform",
            "message");

    @ArchTest
    static final ArchRule http_asks_and_never_looks = noClasses()
            .that()
            .resideInAPackage("scheduler.http..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "scheduler.availability.picture..",
                    "scheduler.availability.slot..",
                    "scheduler.availability.memory..")
            .because("the same questions come over the event bus");

    @ArchTest
    static final ArchRule the_bus_asks_for_what_http_is_asked =
            room("bus", "bus", "http", "access", "platform", "message");

    @ArchTest
    static final ArchRule bridges_pass_on_and_know_no_operation = room(
                    "bridge", "bridge", "access", "platform", "message")
            .because("what a client may reach is decided by addresses alone, for TCP and browsers alike");

    @ArchTest
    static final ArchRule the_cluster_knows_no_room = room("cluster", "cluster", "platform", "message");

    @ArchTest
    static final ArchRule one_room_knows_the_library_of_clusters = noClasses()
            .that()
            .resideOutsideOfPackage("scheduler.cluster..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.infinispan..", "org.jgroups..", "io.vertx.ext.cluster..", "io.vertx.core.spi.cluster..")
            .because("it is not there where nobody wants a cluster");

    @ArchTest
    static final ArchRule the_client_needs_nothing_but_vertx = classes()
            .that()
            .resideInAPackage("scheduler.client..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("scheduler.client..", "io.vertx.core..", "java..", "org.jspecify..")
            .because("it is a jar of its own");

    @ArchTest
    static final ArchRule nobody_here_needs_the_client = noClasses()
            .that()
            .resideOutsideOfPackage("scheduler.client..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("scheduler.client..")
            .because("it is for others");

    @ArchTest
    static final ArchRule bookings_know_no_http = room(
            "booking",
            "booking",
            "availability",
            "catalog",
            "recurrence",
            "service",
            "time",
            "event",
            "database",
            "platform",
            "message");

    @ArchTest
    static final ArchRule the_waitlist_asks_for_holds_like_anybody = room(
            "waitlist",
            "waitlist",
            "booking",
            "availability",
            "service",
            "time",
            "event",
            "database",
            "platform",
            "message");

    @ArchTest
    static final ArchRule reminders_follow_the_log_like_anybody = room(
            "reminder",
            "reminder",
            "mail",
            "letter",
            "ical",
            "service",
            "time",
            "event",
            "database",
            "platform",
            "message");

    @ArchTest
    static final ArchRule mail_knows_nothing_of_what_it_is_about =
            room("mail", "mail", "letter", "event", "database", "platform", "message");

    @ArchTest
    static final ArchRule one_room_sends_mail = noClasses()
            .that()
            .resideOutsideOfPackage("scheduler.mail..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.ext.mail..")
            .because("none is sent that has not been looked at there");

    @ArchTest
    static final ArchRule letters_know_only_what_they_are_told = room("letter", "letter");

    @ArchTest
    static final ArchRule one_room_knows_the_library_of_templates = noClasses()
            .that()
            .resideOutsideOfPackage("scheduler.letter..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("com.samskivert..")
            .because("another library could take its place");

    @ArchTest
    static final ArchRule calendars_tell_what_they_are_told =
            room("ical", "ical", "booking", "catalog", "recurrence", "time", "database", "platform", "message");

    @ArchTest
    static final ArchRule one_room_knows_the_library_of_calendars = noClasses()
            .that()
            .resideOutsideOfPackage("scheduler.ical..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("biweekly..", "com.github.mangstadt..")
            .because("another library could take its place");

    @ArchTest
    static final ArchRule the_way_out_knows_nothing_of_who_goes = room("egress", "egress", "platform", "message");

    @ArchTest
    static final ArchRule one_room_calls_others = noClasses()
            .that()
            .resideOutsideOfPackages("scheduler.egress..", ROOT)
            .should()
            .dependOnClassesThat()
            .haveNameMatching("io\\.vertx\\.core\\.http\\.HttpClient.*|java\\.net\\.http\\..*")
            .because("what clients name is checked before it is connected to, and there only");

    @ArchTest
    static final ArchRule webhooks_know_the_log_and_nothing_that_it_tells_of =
            room("webhook", "webhook", "egress", "event", "database", "platform", "message");

    @ArchTest
    static final ArchRule imports_read_what_is_busy_elsewhere_and_block_it =
            room("imports", "imports", "ical", "egress", "catalog", "time", "event", "database", "platform", "message");

    @ArchTest
    static final ArchRule the_replay_shares_nothing_with_what_it_checks =
            room("replay", "replay", "time", "database", "message");

    @ArchTest
    static final ArchRule the_clock_knows_nothing_of_what_goes_by_it =
            room("clock", "clock", "time", "database", "platform", "message");

    @ArchTest
    static final ArchRule access_knows_keys_alone = room("access", "access", "database", "platform", "message");

    @ArchTest
    static final ArchRule sql_stays_out_of_http_and_the_floor = noClasses()
            .that()
            .resideInAnyPackage(
                    "scheduler.http..",
                    "scheduler.bus..",
                    "scheduler.bridge..",
                    "scheduler.platform..",
                    "scheduler.message..",
                    "scheduler.time..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.vertx.sqlclient..", "io.vertx.pgclient..")
            .because("stores speak SQL, and only they");

    @ArchTest
    static final ArchRule http_stays_at_the_edge = noClasses()
            .that()
            .resideOutsideOfPackage("scheduler.http..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.vertx.ext.web..")
            .because("the same commands come over the event bus");

    @ArchTest
    static final ArchRule desks_and_stores_are_at_home_only = classes()
            .that(simpleNameEndingWith("Desk").or(simpleNameEndingWith("Store")))
            .should()
            .bePackagePrivate()
            .because("the compiler keeps HTTP away from SQL");

    @ArchTest
    static final ArchRule nobody_waits_but_the_main_thread = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .should()
            .accessTargetWhere(use(Future.class, "await"))
            .because("await on an event loop fails, and elsewhere it lets others change what was read before");

    @ArchTest
    static final ArchRule time_of_day_comes_in_by_constructor = noClasses()
            .that()
            .resideOutsideOfPackage(ROOT)
            .and(not(belongToAnyOf(Times.class)))
            .should()
            .accessTargetWhere(use(TemporalAccessor.class, "now")
                    .or(use(InstantSource.class, "system.*|tick(Millis|Seconds|Minutes)"))
                    .or(use(System.class, "currentTimeMillis"))
                    .or(use(Date.class, "<init>"))
                    .or(use(Calendar.class, "getInstance")))
            .because("tests move the clock; only Times asks whether one does");

    @ArchTest
    static final ArchRule time_is_that_of_the_tenant = noClasses()
            .that()
            .resideOutsideOfPackages("scheduler.platform..", "scheduler.webhook..")
            .and(not(belongToAnyOf(Bygone.class, Expiry.class, Reminding.class, Retention.class)))
            .should()
            .accessTargetWhere(use(Times.class, "now").and(WITHOUT_ARGUMENTS))
            .because(
                    "a test moves it for one tenant; only what cleans up, and what others compare, goes by the real one");

    @ArchTest
    static final ArchRule the_zone_of_the_machine_means_nothing = noClasses()
            .should()
            .accessTargetWhere(use(ZoneId.class, "systemDefault")
                    .or(use(Clock.class, "systemDefaultZone"))
                    .or(use(TimeZone.class, "getDefault"))
                    .or(use(ChronoLocalDate.class, "now").and(WITHOUT_ARGUMENTS))
                    .or(use(ChronoLocalDateTime.class, "now").and(WITHOUT_ARGUMENTS))
                    .or(use(ChronoZonedDateTime.class, "now").and(WITHOUT_ARGUMENTS))
                    .or(use(LocalTime.class, "now").and(WITHOUT_ARGUMENTS))
                    .or(use(OffsetDateTime.class, "now").and(WITHOUT_ARGUMENTS)))
            .because("a resource has its own zone, and so has whoever looks");

    @ArchTest
    static final ArchRule there_is_one_future = noClasses()
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.Future")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.util.concurrent.CompletableFuture")
            .because("there are two, and one of them blocks");

    @ArchTest
    static final ArchRule names_say_what_a_thing_is = noClasses()
            .should()
            .haveNameMatching(".*(Manager|Helper|Utils?|Impl|Dto)")
            .because("a name that fits everything says nothing");

    /// A method is used where it is called or referred to, whatever it takes.
    private static DescribedPredicate<JavaAccess<?>> use(Class<?> type, String name) {
        return DescribedPredicate.describe(
                type.getSimpleName() + "." + name,
                access -> access.getTargetOwner().isAssignableTo(type)
                        && access.getName().matches(name));
    }

    private static ClassesShouldConjunction room(String name, String... may) {
        DescribedPredicate<JavaClass> allowed = DescribedPredicate.not(resideInAPackage("scheduler.."));
        for (var each : may) {
            allowed = allowed.or(resideInAPackage("scheduler." + each + ".."));
        }
        return classes()
                .that()
                .resideInAPackage("scheduler." + name + "..")
                .should()
                .onlyDependOnClassesThat(allowed);
    }
}
