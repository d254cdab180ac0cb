package dev.sluice.runner.http;

import dev.sluice.function.Response;

/** A body that holds something which must be let go also when nobody reads it. */
interface Discardable extends Response.BodyWriter {

    void discard();
}
