package dev.sluice.core.invocation;

import java.nio.ByteBuffer;

/**
 * What is known of an invocation when it is over; the material of access records, metrics and traces.
 *
 * @param version 0 when there is no such function
 * @param instance empty when no instance was reached
 * @param status what the caller was told, 0 when it had gone; an entry point adds that of a call without an answer
 * @param startEpochMicros when it entered the platform
 * @param totalNanos from its entry to its outcome
 * @param traceparent of this hop, W3C Trace Context; empty when there is none
 * @param parentSpan the span of the caller that this hop belongs to, 16 hexadecimal digits; empty when the trace begins
 *     with this hop
 * @param progress the last that the function said of how far it had come, at most 64 KiB; empty if it said nothing
 */
public record InvocationRecord(
        Invocation invocation,
        int version,
        String instance,
        Outcome outcome,
        Timings timings,
        int status,
        long bytesIn,
        long bytesOut,
        long startEpochMicros,
        long totalNanos,
        String traceparent,
        String parentSpan,
        ByteBuffer progress) {

    /** The word for where it came in. */
    public String entryPoint() {
        return invocation.terms().entryPoint().word();
    }

    /** The same, with the status that the caller was told. */
    public InvocationRecord withStatus(int told) {
        return new InvocationRecord(
                invocation,
                version,
                instance,
                outcome,
                timings,
                told,
                bytesIn,
                bytesOut,
                startEpochMicros,
                totalNanos,
                traceparent,
                parentSpan,
                progress);
    }
}
