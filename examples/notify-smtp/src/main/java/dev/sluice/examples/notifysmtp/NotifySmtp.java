package dev.sluice.examples.notifysmtp;

import dev.sluice.function.Context;
import dev.sluice.function.Handler;
import jakarta.mail.MessagingException;
import org.jspecify.annotations.Nullable;

/** Mails a code to a user, by the server that its {@linkplain Smtp environment} names. */
public final class NotifySmtp implements Handler<NotifySmtp.Notice, @Nullable Void> {

    /** What the platform sends, as far as a mail needs it. */
    public record Notice(String user, String address, String function, String code, String expiresAt) {}

    @Override
    public @Nullable Void handle(Notice notice, Context context) throws MessagingException {
        Smtp.send(
                context,
                notice.address(),
                "Your code for " + notice.function(),
                "Your code is " + notice.code() + ". It counts once, until " + notice.expiresAt()
                        + ".\n\nWhoever asks you for it is not us. If you did not log in just now, change your password.\n");
        context.logger()
                .log(System.Logger.Level.INFO, "A code for " + notice.user() + " was handed to the mail server.");
        return null;
    }
}
