package dev.sluice.events.workqueue.source;

import dev.sluice.core.function.Digest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests without a body as AWS Signature Version 4 has it ("Authenticating Requests: Using the Authorization Header" in the API
 * reference of Amazon S3).
 *
 * @param accessKey who asks
 * @param secretKey what only he and the server know
 */
record SignatureV4(String accessKey, String secretKey, String region) {

    private static final String ALGORITHM = "AWS4-HMAC-SHA256";
    private static final String SERVICE = "s3";
    private static final String END = "aws4_request";
    private static final String SIGNED = "host;x-amz-content-sha256;x-amz-date";

    /** The SHA-256 of no bytes. */
    private static final String NOTHING = Digest.of(new byte[0]).hex();

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private static final int DAY = 8;

    /**
     * The header fields of a signed GET.
     *
     * @param host as the request has it
     * @param path percent-encoded, beginning with a slash
     * @param query not encoded
     */
    Map<String, String> fields(String host, String path, SortedMap<String, String> query, Instant now) {
        String time = TIME.format(now);
        String request = String.join(
                "\n",
                "GET",
                path,
                query(query),
                "host:" + host,
                "x-amz-content-sha256:" + NOTHING,
                "x-amz-date:" + time,
                "",
                SIGNED,
                NOTHING);
        String day = time.substring(0, DAY);
        String scope = String.join("/", day, region, SERVICE, END);
        String toSign = String.join("\n", ALGORITHM, time, scope, hash(request));
        byte[] key = ("AWS4" + secretKey).getBytes(StandardCharsets.UTF_8);
        for (String part : new String[] {day, region, SERVICE, END}) {
            key = hmac(key, part);
        }
        String signature = HexFormat.of().formatHex(hmac(key, toSign));
        return Map.of(
                "x-amz-content-sha256",
                NOTHING,
                "x-amz-date",
                time,
                "Authorization",
                ALGORITHM + " Credential=" + accessKey + "/" + scope + ",SignedHeaders=" + SIGNED + ",Signature="
                        + signature);
    }

    /** A query as it is signed, and may be sent. */
    static String query(SortedMap<String, String> query) {
        return query.entrySet().stream()
                .map(each -> encoded(each.getKey()) + "=" + encoded(each.getValue()))
                .collect(Collectors.joining("&"));
    }

    /** All but unreserved characters percent-encoded. */
    static String encoded(String text) {
        return Percent.encoded(text).replace("*", "%2A").replace("%7E", "~");
    }

    private static String hash(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8)).hex();
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
