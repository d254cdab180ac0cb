package dev.sluice.runner.project;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * What a build works with, as its environment tells ({@code docs/protocol.md}).
 *
 * @param maven the folder of a Maven, if there is one
 * @param java the folder of the JDK that compiles
 * @param api the jar of the function API
 * @param cache what is kept for later builds of the namespace
 * @param userHome where the gateway's user has settings
 * @param temporary a folder of this build's own
 */
record Tools(Optional<Path> maven, Path java, Path api, Path cache, Path userHome, Path temporary) {

    static Tools of(Map<String, String> environment, Path api) {
        return new Tools(
                Optional.ofNullable(environment.get("SLUICE_MAVEN_HOME")).map(Path::of),
                Path.of(System.getProperty("java.home")),
                api,
                Path.of(environment.getOrDefault("SLUICE_BUILD_CACHE", "/tmp")),
                Path.of(environment.getOrDefault("SLUICE_USER_HOME", "/")),
                Path.of(environment.getOrDefault("TMPDIR", "/tmp")));
    }

    /** The settings of the gateway's user for Maven: registries, their users, proxies. */
    Optional<Path> settings() {
        return ofUser("settings.xml");
    }

    /** What opens the passwords in them. */
    Optional<Path> settingsSecurity() {
        return ofUser("settings-security.xml");
    }

    private Optional<Path> ofUser(String name) {
        return Optional.of(userHome.resolve(".m2").resolve(name)).filter(Files::isReadable);
    }
}
