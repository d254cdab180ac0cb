package dev.sluice.gateway.api;

import dev.sluice.events.topic.TopicState;
import java.util.LinkedHashMap;
import java.util.Map;

/** How a declared topic stands, as the API tells it. */
final class TopicAnswer {

    private TopicAnswer() {}

    static Map<String, Object> of(TopicState state) {
        Map<String, Object> told = new LinkedHashMap<>();
        told.put("state", state.word());
        told.put("detail", state.detail());
        state.there().ifPresent(there -> told.put("there", there.toString()));
        return told;
    }
}
