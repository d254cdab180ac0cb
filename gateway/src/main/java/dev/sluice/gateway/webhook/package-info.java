/** Webhooks: requests of senders that sign what they send, which are calls of functions. */
@NullMarked
package dev.sluice.gateway.webhook;

import org.jspecify.annotations.NullMarked;
