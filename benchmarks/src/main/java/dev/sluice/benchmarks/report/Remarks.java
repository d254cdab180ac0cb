package dev.sluice.benchmarks.report;

import java.util.List;

/** What a fair reader must be told beside the figures. */
final class Remarks {

    static final List<String> PLATFORM = List.of(
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

    static final List<String> DECORATORS = List.of(
            "## What to keep in mind",
            "",
            "- D1: processor time is that of the gateway's process alone. Where a decorator calls another function (`function`, `mirror`), that"
                    + " function's own time comes on top. p99 is that of 64 connections that ask again as soon as they are answered, so it says how long the"
                    + " queue for two busy cores is; one call at a time is answered much faster.",
            "- D1: what is not GET or has a body is compared with a POST of the same body. Decorators that need header fields of the request"
                    + " (`auth`, `cors`, `compress`) are called with them, the function without decorators is not. `two-factor` stands behind `auth` with a"
                    + " bearer token, and is compared with that.",
            "- D2: wrk, gateway and runner share two cores, so what a header field costs the client and the function that get it counts too.",
            "- D3: the best that there can be is a cache that always has the keys that are asked for most.",
            "- All of it is loopback on one machine.");

    static final List<String> ISOLATION = List.of(
            "## What to keep in mind",
            "",
            "- I1: processor time is that of the gateway's process alone. A sandboxed function speaks over the same kind of socket, so a difference would"
                    + " be one of the kernel's, in namespaces.",
            "- I2: the warm pool is full before each call, so what is compared is claiming a runner and making it an instance, not making the sandbox."
                    + " Making one takes longer than starting a plain process; that is done while runners are refilled.",
            "- I3: with the two processes that bubblewrap leaves around each runner.",
            "- Sandboxes share the host's network here, and have no control group of their own.");

    static final List<String> EVENTS = List.of(
            "## What to keep in mind",
            "",
            "- This page has one to three rounds where the others have five, so that all of it takes some ten minutes; the quartiles are those of the rounds.",
            "- P9, P10, E1: the peers are loops by hand on Kafka's client with its default settings, in the benchmark's own JVM, which call a plain"
                    + " HTTP server in Java (Vert.x) over connections that are kept and add a few microseconds. Such a loop has no retries, no dead letters, no"
                    + " order by key, and loses its place when one record fails; what a trigger does besides is in its figure.",
            "- P9, P10: a turn begins with a consumer that has its partitions and ends when all is committed, by the trigger as by the loop with a"
                    + " barrier; the unordered loop has no place that it could commit before its end.",
            "- P10: work of 10 ms is a sleep in the function, which needs no processor; what is compared is what stands around it. There are 200,000 records, in place of more, for the same reason. Of 1,000 calls under way 999"
                    + " are in the function, for one slot is kept for interactive calls. The loop with a barrier polls up to 1,000 records, so that it can have as many under way.",
            "- E1: a round has one request that is answered with 202 and one that waits for the outcome, over HTTP and through the gateway; the peer's client"
                    + " is told by Kafka itself.",
            "- E2: each trigger has a topic of its own with one partition. 200 triggers are measured, and what they take more than one is told for 1,000.",
            "- E3: the default is Kafka's own server.properties and its own main class with -Xmx256m on this JVM. Both sides have formatted their folder before; with and without a cache it starts after an end, not after a kill, because that start waits for the session of the former one.",
            "- All of it is loopback on one machine: load, broker, gateway and functions share its cores.");

    static final List<String> PIPELINES = List.of(
            "## What to keep in mind",
            "",
            "- This page has one to three rounds where others have five, so that it takes some twenty minutes; the quartiles are those of the rounds.",
            "- P11: the peers are loops by hand on Kafka's client with its default settings, in the benchmark's own JVM, which call a plain HTTP server in Java (Vert.x) over connections that are kept. Raw hops commit positions alone while"
                    + " calls go on, so they lose and repeat records when they end; transactional hops wait for all calls of a poll. A pipeline has a fourth piece, its source; where a call has ended by the commit of what it was made with, the next hop is part of that"
                    + " transaction. Its functions are three, in a process each. Five turns of each side go before: in its first ten seconds a gateway that was just started does not keep up, while its code is compiled beside load and broker.",
            "- B1: no function is called; what is compared is reading, deciding and writing. The loop by hand and Kafka Streams parse each value once, with Gson, and pass on its bytes; the pipeline also makes each record a CloudEvent with an identity of its own."
                    + " The loop commits every 100 ms, Kafka Streams as it does with exactly_once_v2 (100 ms), on one thread. A turn begins with partitions that are assigned and ends when all is committed.",
            "- B2: all items are stored before the clock starts, and it stops when all batches are told to be over, which is asked each 50 ms. Behind a join one item comes out of a batch, behind a merge as many as went in.",
            "- B3: two gateways; what each takes after a collection, when all members have come and the batch is open.",
            "- B4: the gateway, or the program of a consumer by hand, is killed and started again at once, while 2,000 records a second go on to come in; the clock runs from the kill to the end of the first half second in which nine in ten came out of as"
                    + " many as come in. The consumer by hand reads, writes and commits after each poll, without transactions. Nearly all of the time is the broker's, which waits for the session of the member that was killed: 10 s for a pipeline, 45 s by default.",
            "- All of it is loopback on one machine: load, broker, gateway and functions share its cores.");

    static final List<String> PATTERNS = List.of(
            "## What to keep in mind",
            "",
            "- W1: one gateway on its folder, and one etcd, each with a client in a JVM of its own that speaks over loopback: plain HTTP/1.1 and a connection for each who waits, and jetcd, which has etcd wait for it (the"
                    + " recipe of its lock service). Each of a hundred takes the lock, gives it back and queues again. A hand-over is two requests, and one durable write of each side's log at least.",
            "- W2: the loop calls the same work behind a plain HTTP server in Java (Vert.x) over connections that are kept, and appends a line to a file, without fsync; it has no retries, no versions, and begins anew when it ends. The queue has its items from a list over HTTP, each"
                    + " written when it is listed and when it is done; the clock runs from when it may begin until all are done in its record. Work of 10 ms is a sleep, which needs no processor.",
            "- W4: the leaves are simulated by one HTTP server: 100 leaves of two replicas, of which each call goes to the one with fewer calls, as in a pool; each takes 10 ms more or less by up to a fifth, and one of"
                    + " the 200 always ten times that. What is measured is what the decorators `scatter` and `hedge` make of it.",
            "- W3: wrk sends a key in a header field to both functions, which have four instances each (eight for calls under way); a key k comes with probability ln(1 + 1/k) / ln(10,001), Zipf's law with exponent 1 but for the first few. Processor time is that of the gateway's process alone. For calls under way"
                    + " a function that waits 50 ms is called over 64 connections, and `GET /functions/NAME` is asked every 20 ms: each look counts the calls of all instances under one lock, some of the 64 being between gateway and wrk.",
            "- W5: the rules of the pool as a gateway has them, in virtual time, one function after the other; nothing is run. Calls and starts take no time, so an instance is only there or not; every function needs as much memory. The first call of a function is cold on both"
                    + " sides, and nothing is known before it. `keepAlive` of the adaptive side is varied, and cold starts are those between the two neighbours that need as much memory as ten fixed minutes, or those of the longest if none does. How the calls are made, with"
                    + " source and parameters, stands at the class `ServerlessTraffic`: 45 % of the functions are called once an hour or less, 81 % once a minute or less; 30 % by timers, 10 % nearly periodically, 15 % without memory, 45 % in bursts"
                    + " (Shahrad et al., Serverless in the Wild, USENIX ATC 2020, figures 5 and 6). There is no day and no night in it.",
            "- All of it is loopback on one machine: load, gateway and functions share its cores.");

    static final List<String> LANGUAGES = List.of(
            "## What to keep in mind",
            "",
            "- L1: the warm pool is full before each call: what is compared is claiming a runner and loading one file, not the start of an interpreter, which happens while the pool is refilled. The plain process is the same"
                    + " interpreter with the HTTP server of its standard library, from its spawn to its first answer.",
            "- L6: as L1, with a package that both sides have got before: npm's dayjs, one file, and idna of Python, eight modules. In Python its bytecode is there on both sides.",
            "- L2: proportional set size of ten instances of functions of their own, and of ten plain processes, each after 100 calls.",
            "- L3: 64 connections; Sluice with its gateway on the same two cores before one instance, functions-framework called directly, in one process with NODE_ENV=production.",
            "- L4: each start has an empty home. The cache was made before, by another start with the same options. The earlier build is that of SLUICE_BASELINE, with the options that both builds set when they start a gateway."
                    + " A list is the whole process of the launcher and the command, against the same gateway without functions.",
            "- L5: the whole command, for a function of a new name, and its first call, with runners that wait; and the first answer of a program of one file with the JDK's own HTTP server, which the same JDK's launcher compiles. Without a"
                    + " compiler that runs, the process that holds it was killed before, and each file is a new one.",
            "- All of it is loopback on one machine: load, gateway and functions share its cores.");

    private Remarks() {}
}
