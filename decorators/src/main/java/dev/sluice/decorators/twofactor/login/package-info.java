/** The second factor itself: challenges, answers, enrolment, and who hears of it. */
@NullMarked
package dev.sluice.decorators.twofactor.login;

import org.jspecify.annotations.NullMarked;
