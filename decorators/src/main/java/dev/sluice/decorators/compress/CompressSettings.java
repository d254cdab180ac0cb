package dev.sluice.decorators.compress;

import dev.sluice.core.settings.Setting;
import java.util.List;

/** Which answers are compressed, and how hard. */
public record CompressSettings(
        @Setting(
                value = "the media types that are compressed; text/* stands for all that begin so",
                otherwise = "text/*, application/json, application/problem+json, application/ld+json,"
                        + " application/xml, application/javascript, application/x-ndjson, image/svg+xml",
                pattern = "[a-z]+/([a-z0-9.+-]+|\\*)",
                patternRule = "media types in lower case, as in application/json or text/*",
                least = "1",
                most = "100")
        List<String> types,

        @Setting(
                value = "answers that say that they are shorter stay as they are",
                unit = "bytes",
                otherwise = "1024",
                least = "1",
                most = "100000000")
        int minSize,

        @Setting(value = "1 is fast, 9 is small", unit = "level of gzip", otherwise = "5", least = "1", most = "9")
        int level) {}
