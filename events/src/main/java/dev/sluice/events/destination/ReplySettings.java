package dev.sluice.events.destination;

import dev.sluice.core.settings.Setting;

/** Where the answers to events go. */
public record ReplySettings(
        @Setting(value = "the topic whose records the answers become", inShort = true)
        String topic) {}
