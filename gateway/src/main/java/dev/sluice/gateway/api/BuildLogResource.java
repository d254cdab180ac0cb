package dev.sluice.gateway.api;

import dev.sluice.builder.folder.FolderArtifacts;
import dev.sluice.core.catalog.ArtifactStore;
import dev.sluice.core.catalog.FunctionHistory;
import dev.sluice.core.disk.Disk;
import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.gateway.deploy.Deployments;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** What the build of a version printed, for as long as the version is kept. */
@Path("/functions/{name}/versions/{version}/build-log")
@RunOnVirtualThread
public class BuildLogResource {

    private final Names names;
    private final Deployments.Parts parts;
    private final ArtifactStore artifacts;

    public BuildLogResource(Names names, Deployments.Parts parts, ArtifactStore artifacts) {
        this.names = names;
        this.parts = parts;
        this.artifacts = artifacts;
    }

    /** {@code version}: a number, or {@code live}. */
    @GET
    @Produces(MediaType.TEXT_PLAIN + ";charset=utf-8")
    public Response log(@PathParam("name") String name, @PathParam("version") String version) {
        FunctionVersion found = version(names.function(name), name, version);
        Optional<Digest> built =
                found.artifact().filter(code -> artifacts.files(code).contains(FolderArtifacts.LOG));
        if (built.isEmpty()) {
            throw new ProblemException(Problems.of(
                    404,
                    "no_build_log",
                    "Nothing was built",
                    "Nothing was built for version " + found.number() + " of '" + name
                            + "': its code depends on nothing that had to be got, and came as it is."));
        }
        try {
            InputStream log = artifacts.open(built.get(), FolderArtifacts.LOG);
            StreamingOutput body = out -> {
                try (log) {
                    log.transferTo(out);
                }
            };
            return Response.ok(body).build();
        } catch (IOException e) {
            throw Disk.failure("cannot read the log of a build", e);
        }
    }

    private FunctionVersion version(FunctionName function, String name, String version) {
        FunctionHistory history = parts.catalog()
                .get(function)
                .orElseThrow(() -> new ProblemException(Problems.noSuchFunction(name)))
                .history();
        if (version.equals("live")) {
            return history.liveVersion();
        }
        return (version.matches("[1-9]\\d{0,8}")
                        ? history.version(Integer.parseInt(version))
                        : Optional.<FunctionVersion>empty())
                .orElseThrow(() -> new ProblemException(Problems.of(
                        404,
                        "no_such_version",
                        "There is no such version",
                        "'" + name + "' has no version '" + version + "' that is kept. GET /functions/" + name
                                + "/versions shows those there are; 'live' is the live one.")));
    }
}
