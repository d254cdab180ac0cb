package dev.sluice.core.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @Test
    void attributesKeepTheirOrderAndAnotherValueThePlaceOfTheOneBefore() throws MalformedEventException {
        Map<String, String> attributes = new LinkedHashMap<>();
        attributes.put("type", "placed");
        attributes.put("source", "/orders");
        attributes.put("id", "1");

        CloudEvent event = new CloudEvent(attributes, Optional.empty(), Optional.empty())
                .with(Map.of("source", "/shop"))
                .with(Map.of("shard", "7"));

        assertThat(event.attributes()).isEqualTo(Map.of("type", "placed", "source", "/shop", "id", "1", "shard", "7"));
        assertThat(event.attributes().keySet()).containsExactly("type", "source", "id", "shard");
        assertThat(event.attribute("subject")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "application/cloudevents+json",
                "text/plain; charset=utf-8",
                "text/plain ;",
                "x/!#$%&'*+-.^_`|~1"
            })
    void aMediaTypeIsTwoTokensAndWhatFollowsASemicolon(String type) {
        CloudEvent event = new CloudEvent(EVENT.attributes(), Optional.of(type), Optional.empty());

        assertThat(event.contentType()).contains(type);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "json",
                "/json",
                "text/",
                "text/;",
                "te xt/plain",
                "text/plain charset",
                "a/b/c",
                "text/plain\n",
                "t\u00e4xt/plain"
            })
    void whatElseIsSaidOfDataIsRefused(String type) {
        assertThatThrownBy(() -> CloudEvent.of(EVENT.attributes(), Optional.of(type), Optional.empty()))
                .isInstanceOf(MalformedEventException.class)
                .hasMessageContaining("datacontenttype");
    }
}
