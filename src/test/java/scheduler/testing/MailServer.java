package scheduler.testing;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/// A mail server that takes mail for everybody and from anybody.
public final class MailServer implements AfterAllCallback {

    private final GreenMail smtp =
            new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP).dynamicPort());

    /// It listens from here on, so that a service can be told where.
    public MailServer() {
        smtp.start();
        smtp.getUserManager().setAuthRequired(false);
    }

    public GreenMail smtp() {
        return smtp;
    }

    /// A service that sends its mail here as soon as it is due.
    public Service service() {
        return new Service()
                .with("SCHEDULER_REMINDER_INTERVAL", "PT0.02S")
                .with("SCHEDULER_MAIL_HOST", "127.0.0.1")
                .with("SCHEDULER_MAIL_PORT", Integer.toString(smtp.getSmtp().getPort()))
                .with("SCHEDULER_MAIL_TLS", "none");
    }

    @Override
    public void afterAll(ExtensionContext context) {
        smtp.stop();
    }
}
