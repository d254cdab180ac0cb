package dev.sluice.core.function;

/** What answers the calls of a function. */
public sealed interface Backend {

    /**
     * Code that runs in instances.
     *
     * @param handler how the runtime finds the code, for Java {@code pkg.Class} or {@code pkg.Class::method}
     */
    record Code(RuntimeName runtime, String handler, Launch launch, Build build) implements Backend {

        /** One whose code is got as usual. */
        public Code(RuntimeName runtime, String handler, Launch launch) {
            this(runtime, handler, launch, Build.DEFAULT);
        }

        /** One that starts as usual. */
        public Code(RuntimeName runtime, String handler) {
            this(runtime, handler, Launch.DEFAULT);
        }
    }

    /**
     * An HTTP API elsewhere: nothing runs here, and there is no artifact.
     *
     * @param reuse whether a connection may serve one call after the other; if not, each call has its own
     */
    record Upstream(UpstreamUrl url, boolean reuse) implements Backend {}
}
