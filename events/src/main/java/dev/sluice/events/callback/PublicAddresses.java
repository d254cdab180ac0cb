package dev.sluice.events.callback;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.Optional;

/**
 * Which addresses may be called back: those of {@code http} and {@code https} that lead nowhere but to the public internet, so that
 * nobody reaches through the gateway what he cannot reach himself. All addresses of a name must be such.
 *
 * @param privateToo whether others are allowed as well
 */
public record PublicAddresses(boolean privateToo) {

    /** Why an address may not be called back, as a sentence. Looks the name up, which may block. */
    public Optional<String> refusal(URI to) {
        return refusal(to, "callback");
    }

    /** The same of an address that is called for something else: {@code what}, as in {@code source}. */
    public Optional<String> refusal(URI to, String what) {
        String scheme = String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https") || to.getHost() == null) {
            return Optional.of(
                    "'" + to + "' is no address for a " + what + ": it begins with http:// or https:// and a host.");
        }
        if (to.getUserInfo() != null || to.getFragment() != null) {
            return Optional.of(
                    "The address of a " + what + " holds no user and no fragment: '" + to.getHost() + "' does.");
        }
        if (privateToo) {
            return Optional.empty();
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(to.getHost())) {
                if (!isPublic(address)) {
                    return Optional.of("'" + to.getHost() + "' leads to " + address.getHostAddress()
                            + ", a private address, and those are not called back. The operator may allow it by"
                            + " sluice.async.private-callbacks.");
                }
            }
            return Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.of("The host '" + to.getHost() + "' of the " + what + " is not known.");
        }
    }

    /** By the registries of special-purpose addresses (RFC 6890 and its updates). */
    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        byte[] bytes = address.getAddress();
        return switch (address) {
            case Inet4Address _ -> isPublic4(bytes[0] & 255, bytes[1] & 255, bytes[2] & 255);
            case Inet6Address _ -> isPublic6(bytes);
            default -> false;
        };
    }

    private static boolean isPublic4(int first, int second, int third) {
        return first != 0
                && first < 240
                && !(first == 100 && second >= 64 && second < 128)
                && !(first == 192 && second == 0 && (third == 0 || third == 2))
                && !(first == 198 && (second == 18 || second == 19))
                && !(first == 198 && second == 51 && third == 100)
                && !(first == 203 && second == 0 && third == 113);
    }

    /** Only global unicast, and of that nothing that holds an address of another kind: 6to4, Teredo, documentation. */
    private static boolean isPublic6(byte[] bytes) {
        int first = (bytes[0] & 255) << 8 | bytes[1] & 255;
        int second = (bytes[2] & 255) << 8 | bytes[3] & 255;
        return first >> 13 == 1 && first != 0x2002 && !(first == 0x2001 && (second == 0 || second == 0xdb8));
    }
}
