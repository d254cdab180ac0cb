/**
 * Webhooks: which trigger a request is for, whether who claims to have sent it did, and what senders ask before they send; and how the
 * platform signs what it sends itself.
 */
@NullMarked
package dev.sluice.events.webhook;

import org.jspecify.annotations.NullMarked;
