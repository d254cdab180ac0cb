package dev.sluice.gateway.upstream.connections;

import dev.sluice.core.function.UpstreamUrl;

/**
 * What connections go to, and whose calls may share them.
 *
 * @param host a name or an address; an IPv6 address without brackets
 */
public record Origin(boolean tls, String host, int port) {

    public static Origin of(UpstreamUrl url) {
        return new Origin(url.tls(), url.address(), url.port());
    }
}
