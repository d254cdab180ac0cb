package dev.sluice.gateway.http;

/** The {@code Server-Timing} header field (W3C Server Timing): where the time of a call went, in milliseconds. */
final class ServerTiming {

    private ServerTiming() {}

    static String of(long queuedNanos, long coldNanos, long runNanos) {
        StringBuilder text = new StringBuilder(56);
        millis(text.append("queue;dur="), queuedNanos);
        millis(text.append(", cold;dur="), coldNanos);
        millis(text.append(", run;dur="), runNanos);
        return text.toString();
    }

    private static void millis(StringBuilder text, long nanos) {
        long micros = Math.max(0, nanos) / 1000;
        text.append(micros / 1000);
        int rest = (int) (micros % 1000);
        if (rest != 0) {
            text.append('.').append((char) ('0' + rest / 100));
            text.append((char) ('0' + rest / 10 % 10)).append((char) ('0' + rest % 10));
        }
    }
}
