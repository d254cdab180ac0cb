@NullMarked
package dev.sluice.decorators.twofactor.login;

import org.jspecify.annotations.NullMarked;
