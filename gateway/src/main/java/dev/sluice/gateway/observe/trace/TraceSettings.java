package dev.sluice.gateway.observe.trace;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where traces go.
 *
 * @param traces the full address that spans are posted to
 * @param headers sent with each request; may hold secrets, so they are not part of the text form
 * @param service the name under which the platform appears
 */
public record TraceSettings(URI traces, Map<String, String> headers, String service) {

    public TraceSettings {
        headers = Map.copyOf(headers);
    }

    /**
     * Reads what stands in settings and in OpenTelemetry's own variables.
     *
     * @param endpoint the collector's base address, as in {@code OTEL_EXPORTER_OTLP_ENDPOINT}
     * @param headers {@code name=value,…} percent-encoded, as in {@code OTEL_EXPORTER_OTLP_HEADERS}; may be empty
     */
    public static TraceSettings of(String endpoint, String headers, String service) {
        return new TraceSettings(traces(endpoint), parse(headers), service);
    }

    @Override
    public String toString() {
        return "TraceSettings[" + traces + ", " + headers.size() + " headers, " + service + "]";
    }

    private static URI traces(String endpoint) {
        try {
            URI base = new URI(endpoint.strip());
            boolean http = "http".equalsIgnoreCase(base.getScheme()) || "https".equalsIgnoreCase(base.getScheme());
            if (http && base.getHost() != null) {
                String text = base.toString();
                return URI.create(text + (text.endsWith("/") ? "v1/traces" : "/v1/traces"));
            }
        } catch (URISyntaxException _) {
            // Told below, with the other ways to be wrong.
        }
        throw new IllegalArgumentException("the OTLP endpoint '" + endpoint
                + "' is not an HTTP address: write one such as http://localhost:4318, without /v1/traces");
    }

    private static Map<String, String> parse(String headers) {
        Map<String, String> parsed = new LinkedHashMap<>();
        for (String pair : headers.split(",", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parsed.put(
                        pair.substring(0, equals).strip(),
                        URLDecoder.decode(
                                pair.substring(equals + 1).strip().replace("+", "%2B"), StandardCharsets.UTF_8));
            } else if (!pair.isBlank()) {
                throw new IllegalArgumentException("a header for the OTLP endpoint is not name=value: write"
                        + " them as name=value,name=value (the value is not shown here)");
            }
        }
        return parsed;
    }
}
