package scheduler;

import java.time.LocalDate;
import java.time.ZoneOffset;
import scheduler.platform.Settings;

/// What a person reads first.
final class Welcome {

    private Welcome() {}

    static void say(Settings settings, int port, String databaseUrl, boolean open) {
        var host = settings.http().host().contains(":")
                ? "[" + settings.http().host() + "]"
                : settings.http().host();
        var base = "http://" + (host.equals("127.0.0.1") ? "localhost" : host) + ":" + port;
        var from = LocalDate.now(ZoneOffset.UTC).plusDays(1);
        Commands.say("""

                  %s          start here
                  %s/docs     the API, to read and to try

                  curl '%s/v1/slots?service=check-up&from=%s&to=%s'

                  database %s
                  %sCtrl-C stops everything.
                """.formatted(
                        base,
                        base,
                        base,
                        from,
                        from.plusDays(6),
                        databaseUrl.replaceFirst("//([^:@/]+):[^@]*@", "//$1:…@"),
                        open ? "" : "Every call needs its API key: -H 'Authorization: Bearer <key>'. "));
    }
}
