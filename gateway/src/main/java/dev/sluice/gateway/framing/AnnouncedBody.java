package dev.sluice.gateway.framing;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;

/** What a request's head says about its body (RFC 9112, 6.3). Only for the request's event loop, or when it has ended. */
public final class AnnouncedBody {

    private AnnouncedBody() {}

    /** Whether a body may follow; of HTTP/2 only the end of the stream tells. */
    public static boolean mayFollow(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return true;
        }
        if (request.headers().contains(HttpHeaders.TRANSFER_ENCODING)) {
            return true;
        }
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        return length != null && !length.equals("0");
    }

    /** Whether an answer that comes now has to be the last on its connection, because more of the request may come. */
    public static boolean isLeftUnread(HttpServerRequest request) {
        return request.version() != HttpVersion.HTTP_2
                && mayFollow(request)
                && !request.isEnded()
                && !Long.toString(request.bytesRead()).equals(request.getHeader(HttpHeaders.CONTENT_LENGTH));
    }
}
