package dev.sluice.examples.twofactorlogin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.function.Response;
import dev.sluice.function.doubles.StubContext;
import dev.sluice.function.doubles.StubRequest;
import org.junit.jupiter.api.Test;

/** The rest is tried by a browser, in the tests from outside. */
class PhoneTest {

    private final StubContext context = new StubContext("phone");

    @Test
    void bothPagesAreInTheJarAndRunNothingFromElsewhere() throws Exception {
        for (Response page : new Response[] {
            new Phone().handle(StubRequest.get("/"), context), new Login().handle(StubRequest.get("/"), context)
        }) {
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.headers()).anySatisfy(header -> {
                assertThat(header.getKey()).isEqualTo("Content-Security-Policy");
                assertThat(header.getValue()).contains("default-src 'self'");
            });
        }
    }

    @Test
    void aTransferSaysWhatItDid() {
        assertThat(new Transfer().handle(new Transfer.Order("bob", 20), context))
                .isEqualTo(new Transfer.Receipt("Transferred 20 to bob"));
    }
}
