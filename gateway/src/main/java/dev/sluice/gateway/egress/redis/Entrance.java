package dev.sluice.gateway.egress.redis;

import java.util.OptionalLong;

/** Whether one client was let in, and how long it may take to be. Only for the event loop of its session. */
final class Entrance {

    private final RedisProxy proxy;
    private final RedisSession session;
    private boolean open;
    private OptionalLong timer = OptionalLong.empty();

    Entrance(RedisProxy proxy, RedisSession session) {
        this.proxy = proxy;
        this.session = session;
        this.open = proxy.greeting().token().isEmpty();
    }

    /** The session is told when it has taken too long. */
    void begin() {
        if (!open) {
            timer = OptionalLong.of(proxy.vertx()
                    .setTimer(
                            proxy.longestOutside().toMillis(),
                            nothing -> session.leaveOutside("it was not shown SLUICE_EGRESS_TOKEN in time")));
        }
    }

    boolean isOpen() {
        return open;
    }

    /** The token was shown, or need not be; false if there is no place for one more. */
    boolean enter() {
        if (!open && proxy.enters(session)) {
            open = true;
            end();
        }
        return open;
    }

    /** It does not matter any more. */
    void end() {
        timer.ifPresent(proxy.vertx()::cancelTimer);
        timer = OptionalLong.empty();
    }
}
