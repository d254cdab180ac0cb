/** Tests of calls that go to HTTP APIs elsewhere. */
@NullMarked
package dev.sluice.gateway.upstream;

import org.jspecify.annotations.NullMarked;
