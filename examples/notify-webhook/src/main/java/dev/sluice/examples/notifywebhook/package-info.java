/** A notifier that posts to a webhook. */
@NullMarked
package dev.sluice.examples.notifywebhook;

import org.jspecify.annotations.NullMarked;
