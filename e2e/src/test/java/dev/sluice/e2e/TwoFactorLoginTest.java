package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The example as people use it: one browser is the bank's page, another the phone. */
@ExtendWith(SharedGateway.class)
class TwoFactorLoginTest {

    private static final Path JAR = Gateway.example("two-factor-login");
    private static final String PACKAGE = "dev.sluice.examples.twofactorlogin.";

    /** The password is {@code correct horse}; made with {@code htpasswd -nB}. */
    private static final String USERS = "ann:$2y$10$daFS1Pu/0jM2NfZmYPh1gOhyV1dp7HY9sQAeFa0ptxY1/KRyJM0.C";

    private static final String GUARDED = """
            decorators:
              - auth: {basic: bank-users}
              - two-factor: {when: request.body.amount > 1000, notifier: phone}
            """;

    @TempDir
    Path profiles;

    @Test
    @Timeout(180)
    void aLargeTransferNeedsTheCodeThatThePhoneShows(Gateway gateway) throws Exception {
        Assumptions.assumeTrue(Browser.isInstalled(), Browser.MISSING);
        gateway.manage("PUT", "/secrets/bank-users", "text/plain", USERS);
        gateway.deployed("phone", JAR, "handler=" + PACKAGE + "Phone", "maxInstances=1");
        gateway.deployed("login", JAR, "handler=" + PACKAGE + "Login");
        gateway.deployed("transfer", JAR, "handler=" + PACKAGE + "Transfer", "spec=" + GUARDED);
        assertThat(gateway.manage(
                                "PUT",
                                "/two-factor/users/ann",
                                "application/json",
                                "{\"app\": false, \"address\": \"+49 30 1\"}")
                        .statusCode())
                .isEqualTo(201);

        try (Browser phone = Browser.start(profiles.resolve("phone"));
                Browser bank = Browser.start(profiles.resolve("bank"))) {
            phone.open(gateway.uri("/function/phone"));
            bank.open(gateway.uri("/function/login"));
            bank.type("#user", "ann");
            bank.type("#password", "correct horse");
            bank.type("#to", "bob");

            bank.type("#amount", "20");
            bank.click("#send");
            bank.await("#status", "^Transferred 20 to bob$");

            bank.type("#amount", "2000");
            bank.click("#send");
            bank.await("#status", "^A code is on its way to your phone\\.$");
            String code = phone.await("#messages", "To \\+49 30 1: your code for transfer is (\\d{6})$");

            bank.type("#code", code.equals("123456") ? "654321" : "123456");
            bank.click("#confirm");
            bank.await("#status", "^The second factor is not accepted$");

            bank.type("#code", code);
            bank.click("#confirm");
            bank.await("#status", "^Transferred 2000 to bob$");
        }
    }
}
