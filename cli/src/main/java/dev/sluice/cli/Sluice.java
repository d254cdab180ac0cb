package dev.sluice.cli;

import dev.sluice.cli.api.Endpoint;
import dev.sluice.cli.verb.Version;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.ScopeType;

/** The command without a verb: shows what there is. */
@Command(
        name = "sluice",
        scope = ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        versionProvider = Sluice.VersionLine.class,
        synopsisSubcommandLabel = "VERB",
        description = "A serverless platform for one machine, and for many.",
        footer = {
            "",
            "Begin with: ./sluice demo",
            "Exit codes: 0 done, 1 the platform or the function said no, 2 wrong command line, 3 Sluice is not reachable,",
            "4 the token is missing or wrong, 5 this machine lacks something (JDK, Maven, disk, port, file)."
        })
final class Sluice {

    @Mixin
    final Endpoint endpoint;

    Sluice(Map<String, String> environment) {
        this.endpoint = new Endpoint(environment);
    }

    /** What {@code --version} prints. */
    static final class VersionLine implements IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"sluice " + Version.ofCommand()};
        }
    }
}
