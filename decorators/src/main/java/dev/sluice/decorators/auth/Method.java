package dev.sluice.decorators.auth;

import dev.sluice.core.invocation.RequestHead;

/** One way to prove who calls. Used by many threads. */
interface Method {

    /** Its name in settings. */
    String name();

    /** What the request proves in this way. Never blocks: what takes waiting is found {@link AuthenticationResult.Later}. */
    AuthenticationResult check(RequestHead head);

    /**
     * What {@code WWW-Authenticate} says (RFC 9110, 11.6.1).
     *
     * @param refused whether credentials came and were no good
     */
    String challenge(String realm, boolean refused);

    /** The request without the credentials. */
    RequestHead stripped(RequestHead head);
}
