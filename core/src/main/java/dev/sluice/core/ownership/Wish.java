package dev.sluice.core.ownership;

import dev.sluice.core.state.Version;
import java.util.concurrent.CompletableFuture;

/** What somebody asks of what is held, other than to hold it. */
sealed interface Wish {

    CompletableFuture<?> answer();

    record Renew(Version token, CompletableFuture<Held> answer) implements Wish {}

    record Release(Version token, CompletableFuture<Held> answer) implements Wish {}

    record Look(CompletableFuture<Standing> answer) implements Wish {}
}
