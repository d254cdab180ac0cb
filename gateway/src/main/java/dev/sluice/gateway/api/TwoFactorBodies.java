package dev.sluice.gateway.api;

import dev.sluice.decorators.twofactor.code.Codes;
import dev.sluice.decorators.twofactor.login.Enrolments;
import dev.sluice.gateway.document.DocumentException;
import dev.sluice.gateway.document.Documents;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What requests about second factors carry. */
final class TwoFactorBodies {

    private static final int LONGEST = 16 * 1024;

    private TwoFactorBodies() {}

    /** What a user is to get. */
    record Enrolment(boolean app, String address) {}

    /** Reads {@code {"app": true, "address": "+49 …"}}; both may be absent, and so may be all of it. */
    static Enrolment enrolment(InputStream body) {
        Map<String, @Nullable Object> tree = tree(body);
        for (String key : tree.keySet()) {
            if (!List.of("app", "address").contains(key)) {
                throw invalid("The body has the unknown key '" + key + "'. Allowed: app, address.");
            }
        }
        Object app = tree.getOrDefault("app", true);
        Object address = tree.getOrDefault("address", "");
        if (!(app instanceof Boolean withApp)) {
            throw invalid("app says whether the user gets a secret for an authenticator app: true or false.");
        }
        if (!(address instanceof String to) || to.length() > Enrolments.LONGEST_ADDRESS || hasControl(to)) {
            throw invalid("address is where codes are sent: a text of at most " + Enrolments.LONGEST_ADDRESS
                    + " characters without line breaks.");
        }
        if (!withApp && to.isEmpty()) {
            throw invalid("The user would have no second factor: leave out \"app\": false, or give an address.");
        }
        return new Enrolment(withApp, to);
    }

    /** Reads {@code {"code": "123456"}}. */
    static String code(InputStream body) {
        Map<String, @Nullable Object> tree = tree(body);
        if (tree.size() == 1 && tree.get("code") instanceof String code && code.length() <= Codes.LONGEST) {
            return code;
        }
        throw invalid("Send the code as a text, as in {\"code\": \"123456\"}.");
    }

    private static Map<String, @Nullable Object> tree(InputStream body) {
        try {
            byte[] bytes = body.readNBytes(LONGEST + 1);
            if (bytes.length > LONGEST) {
                throw invalid("The body has more than " + LONGEST / 1024 + " KiB.");
            }
            String text = new String(bytes, StandardCharsets.UTF_8);
            return text.isBlank() ? Map.of() : Documents.read(text);
        } catch (DocumentException e) {
            throw invalid("The body cannot be read: " + e.getMessage() + ".");
        } catch (IOException e) {
            throw invalid("The body broke off before its end: send it again.");
        }
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(Problems.invalidRequest(detail));
    }
}
