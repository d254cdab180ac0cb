package dev.sluice.decorators.compress;

import dev.sluice.core.decorator.head.Watch;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.json.MediaTypes;
import java.util.List;
import java.util.Locale;

/** Decides what is compressed (RFC 9110, 12.5.3). */
record ContentNegotiation(CompressSettings settings) implements Watch {

    /** Whether the caller takes gzip, and does not like the plain bytes better. */
    static boolean takesGzip(Headers request) {
        double gzip = -1;
        double any = -1;
        double plain = -1;
        for (String field : request.all("accept-encoding")) {
            for (String coding : field.toLowerCase(Locale.ROOT).split(",")) {
                String[] parts = coding.split(";", 2);
                double quality = parts.length == 1 ? 1 : quality(parts[1].strip());
                switch (parts[0].strip()) {
                    case "gzip", "x-gzip" -> gzip = quality;
                    case "*" -> any = quality;
                    case "identity" -> plain = quality;
                    default -> {}
                }
            }
        }
        double liked = gzip < 0 ? any : gzip;
        return liked > 0 && liked >= plain;
    }

    private static double quality(String weight) {
        return weight.matches("q=[01](\\.\\d{0,3})?") ? Double.parseDouble(weight.substring(2)) : 0;
    }

    /** For those who do not take gzip: caches must know that others get other bytes. */
    @Override
    public Headers answered(int status, Headers headers) {
        return concerns(status, headers) ? headers.plus("Vary", "Accept-Encoding") : headers;
    }

    /** Whether such an answer would be compressed for those who take it. */
    boolean concerns(int status, Headers answer) {
        boolean bodiless = status == 204 || status == 206 || status == 304;
        boolean fixed = answer.first("content-encoding").isPresent()
                || answer.first("content-range").isPresent()
                || answer.all("cache-control").stream().anyMatch(value -> value.contains("no-transform"));
        boolean tooShort = answer.first("content-length")
                .filter(length -> length.matches("\\d{1,18}"))
                .map(length -> Long.parseLong(length) < settings.minSize())
                .orElse(false);
        return !bodiless
                && !fixed
                && !tooShort
                && isSuch(answer.first("content-type").orElse(""));
    }

    private boolean isSuch(String contentType) {
        String type = MediaTypes.of(contentType);
        for (String wanted : settings.types()) {
            boolean such = wanted.endsWith("/*")
                    ? type.startsWith(wanted.substring(0, wanted.length() - 1))
                    : type.equals(wanted);
            if (such) {
                return true;
            }
        }
        return false;
    }

    /**
     * The head of an answer without a body to a caller who takes gzip: the same as with one. A 304 says little of the
     * answer that it stands for, so its tag is weakened unless it cannot be that of a compressed one; caches find what it
     * renews by weak tags too (RFC 9111, 4.3.4).
     */
    Headers bodiless(int status, Headers answer) {
        if (concerns(status, answer)) {
            return compressed(answer);
        }
        boolean renews =
                status == 304 && answer.first("content-type").map(this::isSuch).orElse(true);
        return renews ? weakened(answer).plus("Vary", "Accept-Encoding") : answer;
    }

    /** The head of a compressed answer: other bytes, so its tag is a weak one (RFC 9110, 8.8.3). */
    static Headers compressed(Headers answer) {
        Headers headers = answer.edited(
                List.of("content-length", "accept-ranges", "content-md5", "content-digest"),
                Headers.of("Content-Encoding", "gzip", "Vary", "Accept-Encoding"));
        return weakened(headers);
    }

    private static Headers weakened(Headers answer) {
        return answer.first("etag")
                .filter(tag -> !tag.startsWith("W/"))
                .map(tag -> answer.with("ETag", "W/" + tag))
                .orElse(answer);
    }
}
