package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CloudEventTest {

    private static final CloudEvent EVENT = new CloudEvent(
            Map.of("id", "1", "source", "/orders", "type", "placed"), Optional.of("text/plain"), Optional.empty());

    @Test
    void theSameEventWithOtherAttributesIsAnEventOfItsOwn() throws MalformedEventException {
        CloudEvent other = EVENT.with(Map.of("id", "2", "shard", "7"));

        assertThat(other)
                .isEqualTo(new CloudEvent(
                        Map.of("id", "2", "source", "/orders", "type", "placed", "shard", "7"),
                        Optional.of("text/plain"),
                        Optional.empty()));
        assertThat(other.with(Map.of("id", "3")).attributes())
                .containsEntry("shard", "7")
                .containsEntry("id", "3");
        assertThat(EVENT.id()).isEqualTo("1");
    }

    @Test
    void theOtherAttributesAreChecked() {
        assertThatThrownBy(() -> EVENT.with(Map.of("id", ""))).isInstanceOf(MalformedEventException.class);
        assertThatThrownBy(() -> EVENT.with(Map.of("Shard", "7"))).isInstanceOf(MalformedEventException.class);
        assertThatThrownBy(() -> EVENT.with(Map.of("shard", "\n"))).isInstanceOf(MalformedEventException.class);
    }

    @Test
    void nobodyCanChangeTheAttributesOfAnEvent() {
        Map<String, String> attributes = new LinkedHashMap<>(EVENT.attributes());
        CloudEvent event = new CloudEvent(attributes, Optional.empty(), Optional.empty());
        attributes.put("id", "");

        assertThat(event.id()).isEqualTo("1");
        assertThatThrownBy(() -> event.attributes().put("id", "")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> event.attributes().entrySet().iterator().next().setValue(""))
                .isInstanceOf(UnsupportedOperationException.class);
    }
}
