package dev.sluice.gateway;

import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** All settings of the gateway; {@code sluice.keep-versions} can also be set as {@code SLUICE_KEEP_VERSIONS}. */
@ConfigMapping(prefix = "sluice")
public interface GatewaySettings {

    /** The folder that holds everything. */
    Path home();

    /** The admin token, in place of the one in {@code admin.token}. */
    Optional<String> token();

    /** How much code one upload may have. */
    @WithDefault("256M")
    MemorySize uploadLimit();

    /** How much an uploaded archive may unpack to. */
    @WithDefault("1G")
    MemorySize unpackedLimit();

    /** How many entries an uploaded archive may have. */
    @WithDefault("100000")
    int entryLimit();

    /** How many versions of a function are kept, 1 to 1,000. */
    @WithDefault("20")
    int keepVersions();

    /** How long a deployment waits for another one of the same function, and for its trial. */
    @WithDefault("2m")
    Duration deployPatience();
}
