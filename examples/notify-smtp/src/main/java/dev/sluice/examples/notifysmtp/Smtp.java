package dev.sluice.examples.notifysmtp;

import dev.sluice.function.Context;
import dev.sluice.function.EventAttributes;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;

/**
 * Hands mails to a mail server. The environment of the function says which: {@code SMTP_HOST}, {@code SMTP_PORT} (587), {@code
 * SMTP_FROM}, {@code SMTP_TLS} ({@code starttls}, or {@code none} for a server on this machine), and {@code SMTP_USER} with the
 * secret {@code SMTP_PASSWORD} if the server wants a log-in.
 */
final class Smtp {

    private static final String MILLIS = "10000";

    private Smtp() {}

    /** Returns once the server has taken it. A mail of an event has the same id at each attempt. */
    static void send(Context context, String to, String subject, String text) throws MessagingException {
        MimeMessage mail = new Identified(session(context.environment()), context.event());
        mail.setFrom(new InternetAddress(needed(context, "SMTP_FROM"), true));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
        mail.setSubject(subject, "UTF-8");
        mail.setText(text, "UTF-8");
        Transport.send(mail);
    }

    /** A mail with the id of its event, by which mail servers and readers drop a second copy. */
    private static final class Identified extends MimeMessage {

        private final Optional<String> id;

        Identified(Session session, Optional<EventAttributes> event) {
            super(session);
            this.id = event.map(each ->
                            UUID.nameUUIDFromBytes((each.source() + " " + each.id()).getBytes(StandardCharsets.UTF_8))
                                    + "@sluice")
                    .map(each -> "<" + each + ">");
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            if (id.isPresent()) {
                setHeader("Message-ID", id.get());
            } else {
                super.updateMessageID();
            }
        }
    }

    private static Session session(Map<String, String> environment) {
        Properties settings = new Properties();
        settings.put("mail.smtp.host", environment.getOrDefault("SMTP_HOST", "127.0.0.1"));
        settings.put("mail.smtp.port", environment.getOrDefault("SMTP_PORT", "587"));
        settings.put("mail.smtp.connectiontimeout", MILLIS);
        settings.put("mail.smtp.timeout", MILLIS);
        settings.put("mail.smtp.writetimeout", MILLIS);
        boolean tls = !environment.getOrDefault("SMTP_TLS", "starttls").equals("none");
        settings.put("mail.smtp.starttls.enable", Boolean.toString(tls));
        settings.put("mail.smtp.starttls.required", Boolean.toString(tls));
        settings.put("mail.smtp.ssl.checkserveridentity", "true");
        String user = environment.getOrDefault("SMTP_USER", "");
        if (user.isEmpty()) {
            return Session.getInstance(settings);
        }
        settings.put("mail.smtp.auth", "true");
        return Session.getInstance(settings, new Authenticator() {
            @Override
            protected PasswordAuthentication getPasswordAuthentication() {
                return new PasswordAuthentication(user, environment.getOrDefault("SMTP_PASSWORD", ""));
            }
        });
    }

    private static String needed(Context context, String name) {
        String value = context.environment().getOrDefault(name, "");
        if (value.isEmpty()) {
            throw new IllegalStateException(
                    "The environment lacks " + name + ": deploy with --env " + name + "=login@example.com");
        }
        return value;
    }
}
