package dev.sluice.decorators.cache.shard.process;

import dev.sluice.decorators.cache.shard.Reply;

/** A gateway, as a shard sees it. */
interface Peer {

    /** Says something to the one whose request is being answered; may wait until it has been taken. */
    void answer(Reply reply);

    /** Says something to one who waits; never waits itself. */
    void tell(Reply reply);
}
