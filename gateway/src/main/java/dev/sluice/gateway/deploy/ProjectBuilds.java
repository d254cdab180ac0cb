package dev.sluice.gateway.deploy;

import dev.sluice.builder.build.Builds;
import java.util.Optional;

/**
 * How projects are built, and source files that ask for libraries.
 *
 * @param builds makes zips
 * @param maven gets libraries, where there is one
 */
public record ProjectBuilds(Builds builds, Optional<MavenHome> maven) {}
