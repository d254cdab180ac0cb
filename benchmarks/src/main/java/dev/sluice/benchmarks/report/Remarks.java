package dev.sluice.benchmarks.report;

import java.util.List;

/** What a fair reader must be told beside the figures. */
final class Remarks {

    static final List<String> LINES = List.of(
            "## What to keep in mind",
            "",
            "- P1, P2: client, proxy and function share the machine's cores, so requests per second say as much about the client as about the"
                    + " proxy; processor time per request does not. Behind nginx the function is in a Vert.x HTTP server of its own; behind Sluice it is in a"
                    + " runner, which also binds, logs and isolates. The figures of whole chains tell what that costs. Both sides write one access record a call.",
            "- P3: the peer starts a process for each call, as a platform without a pool does; a platform that keeps one JVM waiting for each"
                    + " function has no cold start, and pays with its memory. Sluice's pool is given time to fill between calls; the figure without that time"
                    + " stands beside it. Code is in the page cache on both sides.",
            "- P4: workerd starts a whole process here, as P3's peer does. Inside a running process it starts an isolate in well under a millisecond;"
                    + " such isolates share a process, and run JavaScript only.",
            "- P8: proportional set size, in which pages that processes share are divided among them. Pages of the JDK are shared with the gateway"
                    + " and the waiting runners on both sides of the comparison.",
            "- All of it is loopback on one machine: no network, no noisy neighbour other than what P5 makes.");

    private Remarks() {}
}
