/** A notifier that mails codes. */
@NullMarked
package dev.sluice.examples.notifysmtp;

import org.jspecify.annotations.NullMarked;
