package dev.sluice.gateway.api;

import dev.sluice.core.problem.Problem;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * What authors of functions compile and test against, as the build has laid it out: a Maven repository, a wheel, a tarball of npm. Only files of one
 * folder are served, by their names; nothing is listed, and nothing in it is secret.
 */
@Path("/")
@RunOnVirtualThread
public class PackagesResource {

    /** Names that begin with a letter or a digit: none of them leads upwards, and none is hidden. */
    private static final Pattern FILE = Pattern.compile("[A-Za-z0-9][\\w.-]*(?:/[A-Za-z0-9][\\w.-]*){0,9}");

    private final Optional<java.nio.file.Path> folder;

    public PackagesResource(@ConfigProperty(name = "sluice.packages") Optional<java.nio.file.Path> folder) {
        this.folder = folder;
    }

    /** A file of the Maven repository. */
    @GET
    @Path("/maven/{path:.+}")
    public Response maven(@PathParam("path") String path) throws IOException {
        return file("maven", path);
    }

    /** A file that npm or pip is told by its address. */
    @GET
    @Path("/packages/{path:.+}")
    public Response packages(@PathParam("path") String path) throws IOException {
        return file("packages", path);
    }

    private Response file(String below, String path) throws IOException {
        java.nio.file.Path file = folder.filter(there -> FILE.matcher(path).matches())
                .map(there -> there.resolve(below).resolve(path))
                .filter(Files::isRegularFile)
                .orElseThrow(() -> new ProblemException(noSuchFile(below, path)));
        // A name may stand for newer content after an update of the platform.
        return Response.ok(Files.readAllBytes(file), mediaType(path))
                .header("Cache-Control", "no-cache")
                .build();
    }

    private Problem noSuchFile(String below, String path) {
        return Problems.of(
                404,
                "no_such_file",
                "There is no such file",
                "There is no file '" + path + "' below /" + below + "."
                        + (folder.isPresent()
                                ? " This platform serves what functions of its own version are written against."
                                : " The setting sluice.packages names no folder: start the gateway with ./sluice up, which sets it."));
    }

    private static String mediaType(String path) {
        return switch (path.substring(path.lastIndexOf('.') + 1)) {
            case "xml", "pom" -> "application/xml";
            case "sha1", "sha256" -> "text/plain";
            default -> "application/octet-stream";
        };
    }
}
