package dev.sluice.events.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two lines by which gateways and brokers find each other, also those of other builds. */
class BrokerFormatsTest {

    private static final String ADDRESS = "sluice-broker-address 1 20001 31999 AbCdEfGh01234567-_abcdef\n";

    @TempDir
    private Path folder;

    @Test
    void anAddressIsReadAsItWasWritten() throws Exception {
        BrokerAddress address = new BrokerAddress(20_001, 31_999, "AbCdEfGh01234567-_abcdef");
        assertThat(address.text()).isEqualTo(ADDRESS);
        assertThat(BrokerAddress.parse(ADDRESS)).contains(address);
        BrokerAddress chosen = BrokerAddress.choose(new SecureRandom());
        Path file = folder.resolve("address");
        assertThat(BrokerAddress.read(file)).isEmpty();
        chosen.write(file);
        assertThat(BrokerAddress.read(file)).contains(chosen);
        assertThat(chosen.isFree()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\n",
                "sluice-broker-address 2 20001 31999 AbCdEfGh01234567-_abcdef\n",
                "sluice-broker-address 1 20001 31999 AbCdEfGh01234567-_abcdef",
                "sluice-broker-address 1 20001 20001 AbCdEfGh01234567-_abcdef\n",
                "sluice-broker-address 1 0 99999 AbCdEfGh01234567-_abcdef\n",
                "sluice-broker-address 1 20001 31999 \"};inject\n"
            })
    void anAddressThatIsNoneIsChosenAnew(String text) {
        assertThat(BrokerAddress.parse(text)).isEmpty();
    }

    @Test
    void theLineOfABrokerNamesAProcessThatLives() {
        ProcessHandle self = ProcessHandle.current();
        long start = self.info().startInstant().orElseThrow().toEpochMilli();
        String line = "sluice-broker 1 " + self.pid() + " " + start + " 0123456789abcdef ";
        assertThat(RunningBroker.parse(line + "ready\n")).contains(new RunningBroker(self, "0123456789abcdef", true));
        assertThat(RunningBroker.parse(line + "starting\n"))
                .contains(new RunningBroker(self, "0123456789abcdef", false));
        assertThat(RunningBroker.parse(line + "read")).isEmpty();
        assertThat(RunningBroker.parse("")).isEmpty();
        assertThat(RunningBroker.parse("sluice-broker 1 " + self.pid() + " " + (start - 60_000) + " 01 ready\n"))
                .isEqualTo(Optional.empty());
    }
}
