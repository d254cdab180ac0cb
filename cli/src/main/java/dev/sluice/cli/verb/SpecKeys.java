package dev.sluice.cli.verb;

/** What help says of the keys of a spec: made from the same records as their table and their schema, by a test of these. */
final class SpecKeys {

    private SpecKeys() {}

    static final String CODE =
            "The code, by the digest under which it is kept: sha256: and 64 lower-case hexadecimal digits; for paths and addresses there is sluice apply. Unless told: what is sent, or what is live.";

    static final String RUNTIME =
            "Language and release, one that the platform has: the name of a runtime, such as java25. Unless told: found in the code.";

    static final String HANDLER =
            "How the runtime finds the function in the code: pkg.Class or pkg.Class::method, at most 512 characters without blanks. Unless told: found in the code.";

    static final String UPSTREAM =
            "An HTTP API elsewhere, in the place of code: http:// or https:// with a host, maybe a port and a path, as in https://api.example.org/v1; at most 2048 characters, without user, query and fragment. Unless told: none.";

    static final String REUSE =
            "Whether a connection to the upstream serves one call after the other: on or off. Unless told: on.";

    static final String MEMORY =
            "What one instance may use in all: an amount with a unit, as in 256Mi or 1Gi; 128Mi to 16Gi. Unless told: 256Mi.";

    static final String TIMEOUT =
            "How long one call may run; waiting and starting do not count: a whole number with a unit, as in 500ms, 30s, 2m or 1h; 1ms to 1h. Unless told: 30s.";

    static final String CONCURRENCY =
            "Calls that one instance runs at the same time: a whole number, 1 to 1000. Unless told: 100.";

    static final String MIN_INSTANCES =
            "Instances kept without calls, at most maxInstances: a whole number, 0 to 1000. Unless told: 0.";

    static final String MAX_INSTANCES =
            "Instances at most: a whole number, 1 to 1000. Unless told: 10, or minInstances or affinity.shards if that is more.";

    static final String KEEP_ALIVE =
            "How long an instance without calls is kept: a whole number with a unit, as in 500ms, 30s, 2m or 1h; 1s to 24h. Unless told: 5m.";

    static final String KEEP_ALIVE_POLICY =
            "Whether an instance without calls is kept for keepAlive, or as the gaps between the function's calls make it worth: one of fixed, adaptive. Unless told: fixed.";

    static final String MAX_QUEUE = "Calls that may wait: a whole number, 0 to 100000. Unless told: 200.";

    static final String QUEUE_TIMEOUT =
            "How long one may wait: a whole number with a unit, as in 500ms, 30s, 2m or 1h; 10ms to 10m. Unless told: 10s.";

    static final String BACKGROUND =
            "Whether a background call that runs in the only slot is cancelled when an interactive one waits: one of finish, preempt. Unless told: finish.";

    static final String AFFINITY =
            "Which calls go to the same instance: settings. Unless told: none: calls go wherever there is room.";

    static final String START_TIMEOUT =
            "How long an instance may take to start, and a call may wait for the first one: a whole number with a unit, as in 500ms, 30s, 2m or 1h; 10ms to 10m. Unless told: the platform's start budget, 10s.";

    static final String JVM_OPTIONS =
            "Options of the JVM, at most 32, a list or one text: at most 32 of --enable-preview, --add-opens=, --add-exports=, --add-reads=, --add-modules=, -Dname=value, -ea, -Xss, -Xmx, -XX:MaxDirectMemorySize=, -XX:MaxMetaspaceSize=, -XX:ReservedCodeCacheSize=, -XX:ActiveProcessorCount= and -agentlib:jdwp=transport=dt_socket,server=y,suspend=n,address=127.0.0.1:PORT, each of 1024 characters at most.";

    static final String BUILD =
            "How the packages that its code depends on are got: settings. Unless told: without their install scripts.";

    static final String CALLS =
            "Functions that it may call with its token, at most 100, a list or one text: 1 to 63 lower-case letters, digits and '-', starting with a letter and not ending with '-'. Unless told: all.";

    static final String USES =
            "What of the platform its token opens beside calls, a list or one text: one of ownership, members. Unless told: none.";

    static final String SIDECARS =
            "Programs that run beside each instance, started in this order, at most 8: list of settings.";

    static final String ADAPTERS =
            "How the platform reads what its instances and their sidecars print and measure, and how healthy they are: settings. Unless told: none: lines are kept as they are.";

    static final String EGRESS = "Ambassadors by which it calls others, at most 8: list of settings.";

    static final String ENVIRONMENT = "Variables by name, at most 256: a text of at most 32768 characters without NUL.";

    static final String SECRETS =
            "Variables whose value is a secret, which must exist, at most 256: map of secret names.";

    static final String LABELS = "Free words, at most 64: at most 253 characters without line breaks.";

    static final String ACCESS = "Who may call it: one of public, token. Unless told: public.";

    static final String ERRORS =
            "What callers are told of failures: one of full, brief. Unless told: full with access: token, else brief.";

    static final String LONGEST_CHAIN =
            "Functions that may stand behind each other where it is called, itself one of them; the platform's limit holds too: a whole number, 1 to 1000. Unless told: the platform's limit, 16.";

    static final String DECORATORS =
            "What stands in front of it, the outermost first, at most 32: a name, or a name and its settings, as in timeout: 2s.";

    static final String ASYNC =
            "How calls that run later are tried and bounded: settings. Unless told: as the settings of the platform say.";

    static final String TRIGGERS =
            "Triggers that call it and belong to it, at most 32: a name and the settings of a trigger, as in {name: orders, topic: orders}.";
}
