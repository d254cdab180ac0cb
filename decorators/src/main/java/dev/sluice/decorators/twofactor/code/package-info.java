/** Codes that prove a second factor: how they are made, shown and compared; nothing here knows of users. */
@NullMarked
package dev.sluice.decorators.twofactor.code;

import org.jspecify.annotations.NullMarked;
