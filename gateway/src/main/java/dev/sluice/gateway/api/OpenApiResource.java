package dev.sluice.gateway.api;

import com.fasterxml.jackson.dataformat.yaml.YAMLAnchorReplayingFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.Variant;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The description of the API (OpenAPI 3.1), in YAML as it is written, or in JSON. It is read when somebody asks for it: an extension that
 * reads it at each start takes a third of the time that a start takes.
 */
@Path("/openapi")
@RunOnVirtualThread
public class OpenApiResource {

    private static final String DOCUMENT = "/META-INF/openapi.yaml";
    private static final MediaType YAML = new MediaType("application", "yaml", "UTF-8");
    private static final List<Variant> FORMATS =
            Variant.mediaTypes(YAML, MediaType.APPLICATION_JSON_TYPE).add().build();

    /** {@code format}: {@code yaml} or {@code json}; what the client accepts if it says nothing, and YAML if that is neither. */
    @GET
    public Response document(@Context Request request, @QueryParam("format") @Nullable String format)
            throws IOException {
        byte[] yaml = read();
        return json(request, format)
                ? Response.ok(inJson(yaml), MediaType.APPLICATION_JSON_TYPE).build()
                : Response.ok(yaml, YAML).build();
    }

    private static boolean json(Request request, @Nullable String format) {
        if (format == null) {
            Variant wanted = request.selectVariant(FORMATS);
            return wanted != null && wanted.getMediaType().equals(MediaType.APPLICATION_JSON_TYPE);
        }
        return switch (format.toLowerCase(Locale.ROOT)) {
            case "json" -> true;
            case "yaml" -> false;
            default ->
                throw new ProblemException(
                        Problems.invalidRequest("format is '" + format + "'. Allowed is json or yaml."));
        };
    }

    private static byte[] read() throws IOException {
        try (InputStream in = OpenApiResource.class.getResourceAsStream(DOCUMENT)) {
            return Objects.requireNonNull(in, DOCUMENT).readAllBytes();
        }
    }

    private static String inJson(byte[] yaml) throws IOException {
        return new YAMLMapper(new YAMLAnchorReplayingFactory()).readTree(yaml).toString();
    }
}
