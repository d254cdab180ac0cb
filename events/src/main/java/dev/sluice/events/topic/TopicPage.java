package dev.sluice.events.topic;

import java.util.List;

/**
 * Topics of one namespace by their names.
 *
 * @param more whether there are further ones behind the last
 */
public record TopicPage(List<TopicLine> topics, boolean more) {

    public TopicPage {
        topics = List.copyOf(topics);
    }
}
