package dev.sluice.decorators.caller;

import dev.sluice.core.invocation.Headers;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/** Where a call came from, as the gateway's door tells it. What callers write there themselves is not believed. */
public final class ClientAddress {

    private ClientAddress() {}

    /**
     * The address; empty for calls that have none, such as those of a schedule. The last place in {@code
     * X-Forwarded-For} is the one that the door saw itself; there is a place before it only where a proxy is trusted,
     * and that is the one that the proxy saw.
     */
    public static String of(Headers headers) {
        String all = headers.first("x-forwarded-for").orElse("");
        int last = all.lastIndexOf(',');
        if (last < 0) {
            return all.strip();
        }
        return all.substring(all.lastIndexOf(',', last - 1) + 1, last).strip();
    }

    /**
     * What one caller can hardly change: an IPv4 address as it is, and of an IPv6 address the network of 64 bits, since
     * whoever has one address has the whole network (RFC 6177).
     */
    public static String network(Headers headers) {
        String address = of(headers);
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            InetAddress parsed = InetAddress.ofLiteral(address);
            return parsed instanceof Inet6Address
                    ? Long.toHexString(ByteBuffer.wrap(parsed.getAddress()).getLong()) + "::/64"
                    : parsed.getHostAddress();
        } catch (IllegalArgumentException e) {
            return address;
        }
    }
}
