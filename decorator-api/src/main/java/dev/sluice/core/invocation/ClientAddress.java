package dev.sluice.core.invocation;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * Where a call came from. The one reading of {@code X-Forwarded-For} for all who want to know: limits, audits, logs and
 * access records. What callers write there themselves is not believed.
 */
public final class ClientAddress {

    private static final String FIELD = "x-forwarded-for";

    private ClientAddress() {}

    /**
     * The address, as the gateway's entry point tells it; empty for calls that have none, such as those of a schedule. The last
     * place in {@code X-Forwarded-For} is the one that the entry point saw itself. There is a place before it only where a proxy
     * is trusted, and that is the one that the proxy saw; all before that is what the caller says.
     */
    public static String of(Headers headers) {
        String all = headers.first(FIELD).orElse("");
        int last = all.lastIndexOf(',');
        return last < 0
                ? all.strip()
                : withoutPort(
                        all.substring(all.lastIndexOf(',', last - 1) + 1, last).strip());
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

    /** Some proxies tell the port, which is another with each connection: {@code 192.0.2.7:50123}, {@code [::1]:50123}. */
    private static String withoutPort(String address) {
        int colon = address.indexOf(':');
        if (address.startsWith("[")) {
            int end = address.indexOf(']');
            return end < 0 ? address : address.substring(1, end);
        }
        return colon > 0 && colon == address.lastIndexOf(':') ? address.substring(0, colon) : address;
    }
}
