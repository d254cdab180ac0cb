package dev.sluice.runners.session;

import dev.sluice.core.protocol.Frame;
import dev.sluice.core.protocol.ProtocolException;
import dev.sluice.core.runner.RunnerLink;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The notices of one link that its runner has not acknowledged, by their number. Only for the session's thread. */
final class Notices {

    private final boolean taken;
    private final Consumer<Frame> send;
    private final Map<Long, CompletableFuture<Boolean>> waiting = new HashMap<>();
    private long last;

    /** @param taken whether the runner takes notices at all */
    Notices(boolean taken, Consumer<Frame> send) {
        this.taken = taken;
        this.send = send;
    }

    /** Sends it under the next number, unless the runner takes none or too many wait. */
    void send(Frame.Notice notice, CompletableFuture<Boolean> acknowledged) {
        if (!taken || waiting.size() == RunnerLink.MAX_NOTICES) {
            acknowledged.complete(false);
            return;
        }
        waiting.put(++last, acknowledged);
        send.accept(new Frame.Notice(last, notice.name(), notice.body()));
    }

    void acknowledged(long number) {
        CompletableFuture<Boolean> told = waiting.remove(number);
        if (told == null) {
            throw new ProtocolException("the runner acknowledges notice " + number + ", which it was not given");
        }
        told.complete(true);
    }

    void linkClosed() {
        List<CompletableFuture<Boolean>> all = new ArrayList<>(waiting.values());
        waiting.clear();
        all.forEach(each -> each.complete(false));
    }
}
