/** Topics over HTTP: made, described, deleted, published to and read. */
@NullMarked
package dev.sluice.gateway.topics;

import org.jspecify.annotations.NullMarked;
