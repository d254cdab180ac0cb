package dev.sluice.examples.notifysmtp;

import dev.sluice.function.Context;
import dev.sluice.function.Handler;
import jakarta.mail.MessagingException;
import java.util.Map;

/**
 * Sends the mail that an item has in its members {@code to}, {@code subject} and {@code text}, by the server that its {@linkplain
 * Smtp environment} names, and answers the item as it came: what stands behind it in a pipeline happens once the mail is sent.
 */
public final class SendMail implements Handler<Map<String, Object>, Map<String, Object>> {

    @Override
    public Map<String, Object> handle(Map<String, Object> item, Context context) throws MessagingException {
        Smtp.send(context, text(item, "to"), text(item, "subject"), text(item, "text"));
        return item;
    }

    private static String text(Map<String, Object> item, String member) {
        if (item.get(member) instanceof String text) {
            return text;
        }
        throw new IllegalArgumentException("The item has no text '" + member + "': a mail needs to, subject and text.");
    }
}
