package dev.sluice.gateway.egress;

import dev.sluice.core.function.UpstreamUrl;

/**
 * One to whom an ambassador may send HTTP calls.
 *
 * @param name the environment, the name of the target in the experiment, or the server's host and port
 */
record Target(String name, UpstreamUrl url) {}
