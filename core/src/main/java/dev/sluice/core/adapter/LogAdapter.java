package dev.sluice.core.adapter;

import dev.sluice.core.settings.Setting;
import java.util.List;
import java.util.Optional;

/** How the lines of a program become entries with a time, a level, a message and fields. */
public record LogAdapter(
        @Setting(value = "the sidecar whose lines it takes", otherwise = "the function itself")
        Optional<String> sidecar,

        @Setting(
                value =
                        "expressions of RE2 with named groups, each tried on a line before the forms are; the groups `time`, `level` and"
                                + " `message` are what their names say, others become fields; at most 8",
                most = "8")
        List<Expression> patterns,

        @Setting(
                value =
                        "forms that are tried in this order, a list or one text: `json`, an object a line; `logfmt`; `levels`, a level's word"
                                + " in any text",
                separator = "[\\s,]+",
                most = "3")
        List<LineForm> formats,

        @Setting(value = "the field that is the time", otherwise = "time, timestamp, ts or @timestamp")
        Optional<String> time,

        @Setting(value = "the field that is the level", otherwise = "level, severity, lvl or loglevel")
        Optional<String> level,

        @Setting(value = "the field that is the message", otherwise = "message, msg or text")
        Optional<String> message,

        @Setting(value = "how several lines become one entry", otherwise = "each line is one")
        Optional<Multiline> multiline) {

    public LogAdapter {
        if (patterns.isEmpty() && formats.isEmpty() && multiline.isEmpty()) {
            throw new IllegalArgumentException(
                    "it says nothing of how lines are read: give it formats, patterns or multiline");
        }
    }
}
