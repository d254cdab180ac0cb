package dev.sluice.gateway.upstream;

import dev.sluice.core.function.DurationText;
import dev.sluice.core.function.UpstreamUrl;
import dev.sluice.core.invocation.Component;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.gateway.upstream.wire.AnswerDecoder;
import dev.sluice.gateway.upstream.wire.BadAnswerException;
import dev.sluice.gateway.upstream.wire.BadRequestException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.TooLongFrameException;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import javax.net.ssl.SSLException;

/** What went wrong with an upstream, as outcomes with stable reasons. */
final class UpstreamFaults {

    private UpstreamFaults() {}

    /** No connection could be made. */
    static Outcome unreached(UpstreamUrl url, Throwable cause) {
        return switch (cause) {
            case UnknownHostException _ ->
                fault(
                        "upstream_unknown_host",
                        "There is no host '" + url.host() + "' as far as this gateway can find out");
            case SSLException ssl -> tls(url, ssl);
            case SocketException _ -> fault("upstream_unreachable", "Nothing can be reached at " + where(url));
            default -> reset(url);
        };
    }

    /** A connection was lost before the end of an answer. */
    static Outcome of(UpstreamUrl url, Throwable cause) {
        return switch (cause) {
            case DecoderException decoding when decoding.getCause() instanceof SSLException ssl -> tls(url, ssl);
            case TooLongFrameException _ ->
                fault(
                        "upstream_bad_answer",
                        "The head of what " + where(url) + " answered is larger than " + AnswerDecoder.MAX_HEAD_BYTES
                                + " bytes");
            case BadAnswerException bad when !bad.why().isEmpty() -> unfit(url, bad.why());
            case BadAnswerException _ -> fault("upstream_bad_answer", "What " + where(url) + " answered is not HTTP");
            default -> reset(url);
        };
    }

    static Outcome reset(UpstreamUrl url) {
        return fault("upstream_reset", where(url) + " ended the connection before its answer was complete");
    }

    static Outcome busy(UpstreamUrl url) {
        return fault(
                "upstream_busy", "All connections to " + where(url) + " are in use, and too many calls wait for one");
    }

    static Outcome unsendable(UpstreamUrl url, BadRequestException why) {
        return fault("upstream_not_sent", "The call cannot be sent to " + where(url) + ": " + why.getMessage());
    }

    private static Outcome tls(UpstreamUrl url, SSLException cause) {
        String why = cause.getMessage() == null ? "" : ": " + cause.getMessage();
        return fault("upstream_tls", "The certificate or the TLS of " + where(url) + " cannot be trusted" + why);
    }

    static Outcome unfit(UpstreamUrl url, String why) {
        return fault("upstream_bad_answer", "What " + where(url) + " answered cannot be passed on: " + why);
    }

    static Outcome late(UpstreamUrl url, Duration timeout) {
        return fault(
                "upstream_timeout",
                where(url) + " did not answer in full within the timeout of " + DurationText.format(timeout));
    }

    static Outcome notAllowed(UpstreamUrl url) {
        return fault("upstream_not_allowed", "The operator does not allow calls to " + where(url));
    }

    private static String where(UpstreamUrl url) {
        return url.authority();
    }

    private static Outcome fault(String reason, String detail) {
        return new Outcome.PlatformFault(Component.UPSTREAM, reason, detail);
    }
}
