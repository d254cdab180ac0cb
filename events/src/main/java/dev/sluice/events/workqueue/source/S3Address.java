package dev.sluice.events.workqueue.source;

import java.net.URI;
import java.util.SortedMap;

/**
 * Where a bucket is, by an address with the bucket in its path.
 *
 * @param endpoint the server, without path and query
 * @param region for signatures
 */
public record S3Address(URI endpoint, String bucket, String region) {

    /** As clients of HTTP write it: without the port that is usual. */
    String host() {
        int port = endpoint.getPort();
        boolean usual = port < 0 || port == (endpoint.getScheme().equalsIgnoreCase("https") ? 443 : 80);
        return endpoint.getHost() + (usual ? "" : ":" + port);
    }

    /** Percent-encoded. {@code key}: empty for the bucket itself. */
    String path(String key) {
        return "/" + SignatureV4.encoded(bucket) + (key.isEmpty() ? "" : "/" + encodedPath(key));
    }

    /** Of this server: {@code path} as {@link #path} tells it, {@code query} not encoded. */
    URI uri(String path, SortedMap<String, String> query) {
        String text = endpoint.getScheme() + "://" + host() + path;
        return URI.create(query.isEmpty() ? text : text + "?" + SignatureV4.query(query));
    }

    private static String encodedPath(String key) {
        return SignatureV4.encoded(key).replace("%2F", "/");
    }
}
