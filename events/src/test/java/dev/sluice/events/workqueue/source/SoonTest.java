package dev.sluice.events.workqueue.source;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class SoonTest {

    @Test
    void whateverGoesWrongIsToldToWhoAsked() {
        CompletionStage<String> asked = new Soon(Runnable::run).ask("The folder /srv/photos", () -> {
            throw new StackOverflowError("planted");
        });

        assertThatThrownBy(() -> asked.toCompletableFuture().join())
                .hasCauseInstanceOf(SourceFault.class)
                .hasMessageContaining("The folder /srv/photos was not reached: java.lang.StackOverflowError: planted.");
    }
}
