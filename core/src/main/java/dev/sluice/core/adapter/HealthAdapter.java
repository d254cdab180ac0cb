package dev.sluice.core.adapter;

import dev.sluice.core.settings.Setting;
import java.time.Duration;
import java.util.List;

/** When an instance gets calls, and when it is replaced. */
public record HealthAdapter(
        @Setting(
                value = "what shows that it is healthy, all of these together, at most 8: http, tcp, script or log",
                least = "1",
                most = "8")
        List<Sign> signs,

        @Setting(value = "how often that is looked for while it runs", least = "1s", most = "5m", otherwise = "10s")
        Duration interval,

        @Setting(
                value = "how often in a row a sign may be missing before it is replaced",
                unit = "looks",
                least = "1",
                most = "100",
                otherwise = "3")
        int failures) {}
