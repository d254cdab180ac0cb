package dev.sluice.gateway.twofactor;

import dev.sluice.core.twofactor.RecordKey;
import dev.sluice.core.twofactor.TwoFactorStore.Kept;
import dev.sluice.core.twofactor.TwoFactorStore.Mark;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/** A process that counts in one record and says each number once it is kept, until it is killed. */
final class KilledStore {

    static final RecordKey COUNT = new RecordKey("count");
    private static final int MOST = 100_000;

    private KilledStore() {}

    public static void main(String[] arguments) {
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        DirectoryTwoFactorStore store = new DirectoryTwoFactorStore(Path.of(arguments[0]), InstantSource.system());
        for (int i = 0; i < MOST; i++) {
            var kept = store.get(COUNT);
            int next = kept.map(Kept::value).map(Integer::parseInt).orElse(0) + 1;
            if (!store.put(COUNT, Integer.toString(next), kept.map(Kept::mark).orElse(Mark.NONE), Instant.MAX)) {
                throw new IllegalStateException("somebody else writes here");
            }
            out.println(next);
        }
    }
}
