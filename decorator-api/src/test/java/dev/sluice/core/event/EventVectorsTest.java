package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.core.invocation.HttpEvents;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EventVectorsTest {

    static Stream<Vectors.Message> events() throws IOException {
        return Vectors.read().messages("events");
    }

    static Stream<Vectors.Message> malformed() throws IOException {
        return Vectors.read().messages("malformed");
    }

    @ParameterizedTest
    @MethodSource("events")
    void aMessageHasTheseEvents(Vectors.Message message) throws MalformedEventException {
        assertThat(HttpEvents.readAll(message.headers(), message.body()).stream()
                        .map(Vectors::text))
                .isEqualTo(message.events());
    }

    @ParameterizedTest
    @MethodSource("events")
    void whatIsWrittenOfAnEventIsReadAsTheSame(Vectors.Message message) throws MalformedEventException {
        List<CloudEvent> events = HttpEvents.readAll(message.headers(), message.body());

        for (CloudEvent event : events) {
            assertThat(Vectors.text(JsonEvents.read(JsonEvents.write(event)))).isEqualTo(Vectors.text(event));
            assertThat(Vectors.text(HttpEvents.read(
                            HttpEvents.binary(event), event.data().orElse(new byte[0]))))
                    .isEqualTo(Vectors.text(event));
        }
        assertThat(JsonEvents.readBatch(JsonEvents.writeBatch(events)).stream().map(Vectors::text))
                .isEqualTo(message.events());
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void aMalformedOneIsRefusedWithASentence(Vectors.Message message) {
        assertThat(HttpEvents.mode(message.headers())).isNotEqualTo(Optional.empty());
        assertThatThrownBy(() -> HttpEvents.readAll(message.headers(), message.body()))
                .isInstanceOf(MalformedEventException.class)
                .hasMessage(message.problem());
    }
}
