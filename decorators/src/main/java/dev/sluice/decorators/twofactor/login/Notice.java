package dev.sluice.decorators.twofactor.login;

import dev.sluice.core.function.FunctionName;
import dev.sluice.decorators.twofactor.account.User;
import java.time.Instant;

/**
 * What a notifier function is to tell a user. Its text form hides what is secret.
 *
 * @param notifier the function
 * @param asking what the challenge is for
 * @param to the user's address as it was given at the enrolment: a phone number, a mail address
 */
public record Notice(
        FunctionName notifier, Asking asking, String to, String challenge, Instant expiresAt, Content content) {

    public sealed interface Content {

        /** The code to pass on. */
        record Code(String digits) implements Content {
            @Override
            public String toString() {
                return "Code[hidden]";
            }
        }

        /** Leave to make a code of so many digits and to register it once. */
        record Registration(String token, int digits) implements Content {
            @Override
            public String toString() {
                return "Registration[hidden]";
            }
        }
    }

    public User user() {
        return asking.user();
    }
}
