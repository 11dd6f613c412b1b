package scheduler.availability;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import scheduler.testing.Client;
import scheduler.testing.Practice;
import scheduler.testing.Service;

/// The starts of a series that are listed are those with which it can be booked, though its occurrences may stand in
/// each other's way.
class RepeatingTest {

    @RegisterExtension
    static final Service service = new Service();

    private static final String BY_DAY = "08:00-20:00";
    private static final String ALWAYS = "00:00-24:00";

    private static int practices;

    private final Practice practice = new Practice(service);
    private final Client client = practice.client();

    private String name;

    @BeforeEach
    void have_a_practice_of_ones_own() {
        name = "practice-" + ++practices;
    }

    /// Two weeks from a Monday, with three starts a day: 42 in all.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|{'max':2,'per':'week'}|FREQ=DAILY;COUNT=4||6",
                "1|{'max':2,'per':'week'}|FREQ=DAILY;COUNT=4|2026-12-10T08:00|3",
                "1|{'max':2,'per':'week'}|FREQ=WEEKLY;COUNT=4||42",
                "1|{'max':2,'per':'day'}|FREQ=DAILY;BYHOUR=8,12,16;COUNT=4||14",
                "1|{'max':4,'per':'month'},{'max':1,'per':'day'}|FREQ=DAILY;COUNT=5||0",
                "1|{'max':7,'per':'month'},{'max':1,'per':'day'}|FREQ=WEEKLY;COUNT=8||42",
                "1|{'max':9,'per':'year'}|FREQ=WEEKLY;COUNT=12||33",
                "1|{'max':2,'per':'week','of':'customer'}|FREQ=DAILY;COUNT=4||42",
                "1|{'max':2,'per':'week','of':'resource'}|FREQ=DAILY;COUNT=4||6",
                "2|{'max':2,'per':'week','of':'resource'}|FREQ=DAILY;COUNT=5||24",
                "2|{'max':2,'per':'week','of':'resource'}|FREQ=DAILY;COUNT=5|2026-12-10T08:00|21",
                "2|{'max':2,'per':'week','of':'resource'},{'max':3,'per':'week'}|FREQ=DAILY;COUNT=5||12"
            })
    void which_limits_let_be_booked(int hosts, String limits, String rule, @Nullable String booked, int starts) {
        open(hosts, BY_DAY, "'duration':'PT1H','step':'PT4H','limits':[" + limits + "]");
        book(booked);

        assertThat(listed(rule, "2026-12-20")).hasSize(starts).isEqualTo(bookable(rule, "2026-12-20"));
    }

    /// A week with two starts a day: 14 in all.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1|priority|FREQ=DAILY;COUNT=3||0",
                "1|priority|FREQ=DAILY;INTERVAL=2;COUNT=3||14",
                "2|priority|FREQ=DAILY;COUNT=3||14",
                "2|round_robin|FREQ=DAILY;COUNT=6||14",
                "2|least_loaded|FREQ=DAILY;COUNT=3|2026-12-09T00:00|9",
                "3|round_robin|FREQ=DAILY;COUNT=3|2026-12-09T00:00|14",
                "3|least_loaded|FREQ=DAILY;BYHOUR=0,12;COUNT=4||14",
                "2|gap_minimising|FREQ=DAILY;BYHOUR=0,12;COUNT=4||0"
            })
    void which_run_into_each_other(int hosts, String strategy, String rule, @Nullable String booked, int starts) {
        open(hosts, ALWAYS, "'duration':'PT30H','step':'PT12H'", "'strategy':'" + strategy + "'");
        book(booked);

        assertThat(listed(rule, "2026-12-13")).hasSize(starts).isEqualTo(bookable(rule, "2026-12-13"));
    }

    @Test
    void which_buffers_keep_apart() {
        open(1, ALWAYS, "'duration':'PT1H','step':'PT4H','buffer':{'before':'PT2H','after':'PT2H'}");

        assertThat(listed("FREQ=DAILY;BYHOUR=8,12;COUNT=4", "2026-12-08")).isEmpty();
        assertThat(bookable("FREQ=DAILY;BYHOUR=8,12;COUNT=4", "2026-12-08")).isEmpty();
        assertThat(listed("FREQ=DAILY;BYHOUR=8,16;COUNT=4", "2026-12-08"))
                .hasSize(4)
                .isEqualTo(bookable("FREQ=DAILY;BYHOUR=8,16;COUNT=4", "2026-12-08"));
    }

    @Test
    void a_host_who_shares_his_buffers_needs_the_longer_one() {
        open(1, ALWAYS, "'duration':'PT2H','step':'PT4H','buffer':{'before':'PT2H','after':'PT2H'}");
        client.put("/v1/resources/" + name + "-1", """
                {"timeZone":"Europe/Berlin","pools":["%s"],"buffers":"max"}
                """.formatted(name));

        assertThat(listed("FREQ=DAILY;BYHOUR=8,12;COUNT=4", "2026-12-08"))
                .hasSize(4)
                .isEqualTo(bookable("FREQ=DAILY;BYHOUR=8,12;COUNT=4", "2026-12-08"));
    }

    /// Neither for a limit nor for a time.
    @Test
    void requests_that_take_nothing_do_not_count() {
        open(1, ALWAYS, """
                'duration':'PT30H','step':'PT12H','limits':[{'max':1,'per':'week'}],'approval':true,
                'policy':{'pendingBlocks':false}
                """);

        assertThat(listed("FREQ=DAILY;COUNT=3", "2026-12-08"))
                .hasSize(4)
                .isEqualTo(bookable("FREQ=DAILY;COUNT=3", "2026-12-08"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'max':2,'per':'week'}|FREQ=DAILY;COUNT=4||6",
                "{'max':2,'per':'week','of':'resource'}|FREQ=DAILY;COUNT=5|2026-12-10T08:00|21"
            })
    void a_seat_counts_like_a_booking(String limits, String rule, @Nullable String booked, int starts) {
        open(2, BY_DAY, "'duration':'PT1H','step':'PT4H','capacity':2,'limits':[" + limits + "]");
        book(booked);

        assertThat(listed(rule, "2026-12-20")).hasSize(starts).isEqualTo(bookable(rule, "2026-12-20"));
    }

    @Test
    void too_many_that_have_to_be_judged_in_turn_are_refused() {
        open(1, BY_DAY, "'duration':'PT1H','step':'PT1H','limits':[{'max':7,'per':'week','of':'resource'}]");
        var question = "/v1/slots?service=" + name + "&from=2026-12-07&rrule=FREQ=DAILY;COUNT=60&to=";

        assertThat(client.get(question + "2027-01-20").pointer()).isEqualTo("?to");
        assertThat(client.get(question + "2026-12-09").json().getJsonArray("slots"))
                .hasSize(3 * 12);
    }

    /// So many hosts of the same hours.
    private void open(int hosts, String hours, String what, String... ofHost) {
        var from = hours.substring(0, hours.indexOf('-'));
        var to = hours.substring(hours.indexOf('-') + 1);
        for (int i = 1; i <= hosts; i++) {
            practice.resource(name + "-" + i, name).schedule(name + "-" + i, """
                    {"weekly":[{"days":["mon","tue","wed","thu","fri","sat","sun"],"from":"%s","to":"%s"}]}
                    """.formatted(from, to));
        }
        var host = "'role':'host','pool':'" + name + "'" + (ofHost.length > 0 ? "," + ofHost[0] : "");
        practice.service(name, ("{" + what + ",'requirements':[{" + host + "}]}").replace('\'', '"'));
    }

    private void book(@Nullable String start) {
        if (start != null) {
            assertThat(practice.book(name, start, "").status()).isEqualTo(201);
        }
    }

    private List<String> listed(String rule, String to) {
        return starts("&to=" + to + "&rrule=" + URLEncoder.encode(rule, StandardCharsets.UTF_8));
    }

    /// Those of all starts with which the series would be booked.
    private List<String> bookable(String rule, String to) {
        return starts("&to=" + to).stream()
                .filter(start -> {
                    var wish = new JsonObject(Practice.wish(name, start, "")).put("rrule", rule);
                    var tried = client.post("/v1/series?dryRun=true", wish.encode());
                    return tried.status() == 200 && tried.json().getBoolean("bookable");
                })
                .toList();
    }

    private List<String> starts(String more) {
        var answer = client.get("/v1/slots?service=" + name + "&from=2026-12-07" + more);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        var slots = answer.json().getJsonArray("slots");
        return IntStream.range(0, slots.size())
                .mapToObj(i -> slots.getJsonObject(i).getString("start"))
                .toList();
    }
}
