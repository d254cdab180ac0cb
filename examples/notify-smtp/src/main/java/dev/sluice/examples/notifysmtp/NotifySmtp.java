package dev.sluice.examples.notifysmtp;

import dev.sluice.function.Context;
import dev.sluice.function.Handler;
import jakarta.mail.Authenticator;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Mails a code to a user. Its environment says how: {@code SMTP_HOST}, {@code SMTP_PORT} (587), {@code SMTP_FROM}, {@code
 * SMTP_TLS} ({@code starttls}, or {@code none} for a server on this machine), and {@code SMTP_USER} with the secret {@code
 * SMTP_PASSWORD} if the server wants a log-in.
 */
public final class NotifySmtp implements Handler<NotifySmtp.Notice, @Nullable Void> {

    private static final String MILLIS = "10000";

    /** What the platform sends, as far as a mail needs it. */
    public record Notice(String user, String address, String function, String code, String expiresAt) {}

    @Override
    public @Nullable Void handle(Notice notice, Context context) throws MessagingException {
        MimeMessage mail = new MimeMessage(session(context.environment()));
        mail.setFrom(new InternetAddress(needed(context, "SMTP_FROM"), true));
        mail.setRecipient(Message.RecipientType.TO, new InternetAddress(notice.address(), true));
        mail.setSubject("Your code for " + notice.function(), "UTF-8");
        mail.setText(
                "Your code is " + notice.code() + ". It counts once, until " + notice.expiresAt()
                        + ".\n\nWhoever asks you for it is not us. If you did not log in just now, change your password.\n",
                "UTF-8");
        Transport.send(mail);
        context.logger()
                .log(System.Logger.Level.INFO, "A code for " + notice.user() + " was handed to the mail server.");
        return null;
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
