package dev.sluice.examples.notifysmtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import dev.sluice.function.doubles.StubContext;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NotifySmtpTest {

    private static final NotifySmtp.Notice NOTICE =
            new NotifySmtp.Notice("ann", "ann@example.com", "transfer", "482913", "2026-01-01T00:05:00Z");

    private final GreenMail server = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP));

    @BeforeEach
    void start() {
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop();
    }

    @Test
    void aCodeComesByMail() throws Exception {
        new NotifySmtp().handle(NOTICE, context(Map.of()));

        Message mail = server.getReceivedMessages()[0];
        assertThat(mail.getAllRecipients()).extracting(Object::toString).containsExactly("ann@example.com");
        assertThat(mail.getFrom()).extracting(Object::toString).containsExactly("login@example.com");
        assertThat(mail.getSubject()).isEqualTo("Your code for transfer");
        assertThat(mail.getContent().toString())
                .startsWith("Your code is 482913. It counts once, until 2026-01-01T00:05:00Z.");
    }

    @Test
    void aServerMayWantALogIn() throws Exception {
        server.setUser("mailer", "right");
        server.getManagers().getUserManager().setAuthRequired(true);

        assertThatThrownBy(() -> new NotifySmtp()
                        .handle(NOTICE, context(Map.of("SMTP_USER", "mailer", "SMTP_PASSWORD", "wrong"))))
                .isInstanceOf(AuthenticationFailedException.class);
        new NotifySmtp().handle(NOTICE, context(Map.of("SMTP_USER", "mailer", "SMTP_PASSWORD", "right")));

        assertThat(server.getReceivedMessages()).hasSize(1);
    }

    @Test
    void withoutTlsNothingIsSentUnlessThatIsWanted() {
        assertThatThrownBy(() -> new NotifySmtp().handle(NOTICE, context(Map.of("SMTP_TLS", "starttls"))))
                .isInstanceOf(MessagingException.class);

        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void anAddressCannotSmuggleInAHeader() {
        NotifySmtp.Notice smuggled = new NotifySmtp.Notice(
                "ann", "ann@example.com\r\nBcc: mallory@example.com", "transfer", "482913", "soon");

        assertThatThrownBy(() -> new NotifySmtp().handle(smuggled, context(Map.of())))
                .isInstanceOf(AddressException.class);
        assertThat(server.getReceivedMessages()).isEmpty();
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> new NotifySmtp().handle(NOTICE, new StubContext("notify-smtp")))
                .hasMessage("The environment lacks SMTP_FROM: deploy with --env SMTP_FROM=login@example.com");
    }

    private StubContext context(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SMTP_HOST",
                "127.0.0.1",
                "SMTP_PORT",
                Integer.toString(server.getSmtp().getPort()),
                "SMTP_FROM",
                "login@example.com",
                "SMTP_TLS",
                "none"));
        environment.putAll(more);
        return new StubContext("notify-smtp").environment(environment);
    }
}
