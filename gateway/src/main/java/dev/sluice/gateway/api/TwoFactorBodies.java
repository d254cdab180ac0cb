package dev.sluice.gateway.api;

import dev.sluice.decorators.twofactor.code.Codes;
import dev.sluice.decorators.twofactor.login.Enrolments;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What requests about second factors carry. */
final class TwoFactorBodies {

    private TwoFactorBodies() {}

    /** What a user is to get. */
    record Enrolment(boolean app, String address) {}

    /** Reads {@code {"app": true, "address": "+49 …"}}; both may be absent, and so may be all of it. */
    static Enrolment enrolment(InputStream body) {
        Map<String, @Nullable Object> tree = ShortBodies.read(body);
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
            throw invalid(
                    "The user would have no second factor: leave out \"app\": false (--no-app), or give an address.");
        }
        return new Enrolment(withApp, to);
    }

    /** Reads {@code {"code": "123456"}}. */
    static String code(InputStream body) {
        Map<String, @Nullable Object> tree = ShortBodies.read(body);
        if (tree.size() == 1 && tree.get("code") instanceof String code && code.length() <= Codes.LONGEST) {
            return code;
        }
        throw invalid("Send the code as a text, as in {\"code\": \"123456\"}.");
    }

    private static boolean hasControl(String text) {
        return text.chars().anyMatch(Character::isISOControl);
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(Problems.invalidRequest(detail));
    }
}
