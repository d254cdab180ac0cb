/** Webhooks: which trigger a request is for, whether who claims to have sent it did, and what senders ask before they send. */
@NullMarked
package dev.sluice.events.webhook;

import org.jspecify.annotations.NullMarked;
