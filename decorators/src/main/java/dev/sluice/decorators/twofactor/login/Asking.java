package dev.sluice.decorators.twofactor.login;

import dev.sluice.decorators.twofactor.account.User;

/**
 * A request that needs the second factor.
 *
 * @param user whom the first factor found
 * @param print tells the request from others: its method, path and query, and its body if that was looked at
 * @param address where it came from; empty if unknown
 * @param wantsMessage whether a code is to be sent also to somebody who has an app
 */
public record Asking(User user, Terms terms, String print, String address, boolean wantsMessage) {}
