package dev.sluice.runners.link;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.core.runner.RunnerId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said of those who do not come in. */
class EntryTest {

    private final Logger logger = Logger.getLogger(Entry.class.getName());
    private final List<LogRecord> said = new ArrayList<>();
    private final Handler listening = new Handler() {
        @Override
        public void publish(LogRecord record) {
            said.add(record);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };
    private final Entry entry = new Entry(new RunnerId("r7"), Path.of("r7.sock"), "right", _ -> {});

    @BeforeEach
    void listen() {
        logger.addHandler(listening);
    }

    @AfterEach
    void leave() {
        logger.removeHandler(listening);
    }

    @Test
    void aWrongTokenIsTold() {
        EmbeddedChannel connected = new EmbeddedChannel();
        entry.welcome(connected);

        assertThat(entry.admit(connected, "wrong")).isEmpty();
        entry.cut(connected, "its token is not valid");

        assertThat(said)
                .singleElement()
                .satisfies(record -> assertThat(record.getParameters()).contains("its token is not valid"));
    }

    @Test
    void aRunnerThatWasGivenUpAMomentBeforeIsCutWithoutAWord() {
        EmbeddedChannel connected = new EmbeddedChannel();
        entry.welcome(connected);

        entry.forget();

        assertThat(entry.admit(connected, "right")).isEmpty();
        entry.cut(connected, "its token is not valid");
        assertThat(connected.isOpen()).isFalse();
        assertThat(said).isEmpty();
    }
}
