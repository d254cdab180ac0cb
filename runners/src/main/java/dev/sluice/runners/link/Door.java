package dev.sluice.runners.link;

import dev.sluice.runners.session.Guest;
import io.netty.channel.Channel;
import java.util.Optional;

/** Where connections come in that have not said hello. Thread-safe. */
interface Door {

    /** Somebody has connected; one that has waited for long may be cut for it. */
    void welcome(Channel channel);

    /** The runner that has this token, if one is waited for that has it; it comes in by this connection and no other. */
    Optional<Guest> admit(Channel channel, String token);

    /** It is gone, whether it has said hello or not. */
    void left(Channel channel);

    /** Closes it, and says why in the gateway's log. */
    void cut(Channel channel, String why);
}
