@NullMarked
package dev.sluice.decorators.twofactor.account;

import org.jspecify.annotations.NullMarked;
