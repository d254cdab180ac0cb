package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway whose home holds more functions, each with code of its own, than one would upload in a test. */
class ManyFunctionsTest {

    private static final int FUNCTIONS = 20_000;
    private static final String NAME = "seed-k3v9x";

    @TempDir
    private Path folder;

    @Test
    void startsServesAndForgetsNoneOfThem() throws Exception {
        try (Gateway gateway = Gateway.start(folder.resolve("home"), Map.of())) {
            gateway.deployed(NAME, Gateway.example("hello"));
            gateway.stop();
            new ManyFunctions(gateway.home(), NAME).write(FUNCTIONS);

            gateway.restart();

            assertThat(gateway.get("/function/" + ManyFunctions.name(0)).statusCode())
                    .isEqualTo(200);
            assertThat(gateway.get("/function/" + ManyFunctions.name(FUNCTIONS - 1))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(count(gateway)).isEqualTo(FUNCTIONS + 1);
        }
    }

    private static int count(Gateway gateway) {
        int count = 0;
        String after = "";
        do {
            JsonObject page = Gateway.json(gateway.manage("GET", "/functions?limit=10000" + after));
            count += page.getAsJsonArray("functions").size();
            after = page.has("next") && !page.get("next").isJsonNull()
                    ? "&after=" + page.get("next").getAsString()
                    : "";
        } while (!after.isEmpty());
        return count;
    }
}
