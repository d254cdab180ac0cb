package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(SharedGateway.class)
class HostileNeighboursTest {

    @Test
    void functionsAreServedBesideThemAndNobodyGetsWhatAnotherOneAskedFor(Gateway gateway) throws Exception {
        gateway.deployed("beside", Gateway.example("hello"));
        gateway.deployed("endless", OutcomeTest.JAR, "handler=" + OutcomeTest.PACKAGE + "Misbehave");
        try (HostileNeighbours neighbours =
                new HostileNeighbours(gateway.called().port())) {
            assertThat(gateway.manage(
                                    "PUT",
                                    "/functions/too-much",
                                    "application/yaml",
                                    "upstream: http://127.0.0.1:" + neighbours.answerTooMuch() + "\n")
                            .statusCode())
                    .isEqualTo(201);
            neighbours.saySoLittle(50);
            neighbours.readNothing("/function/endless/endless-stream?mebibytes=256", 10);

            for (int i = 0; i < 100; i++) {
                assertThat(gateway.get("/function/beside").statusCode()).isEqualTo(200);
                HttpResponse<String> answer = gateway.get("/function/too-much/" + i);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body()).isEqualTo("/" + i);
            }
        }
    }
}
