package dev.sluice.gateway.invoke;

import dev.sluice.core.callchain.CallChain;
import dev.sluice.core.callchain.ChainLimit;
import dev.sluice.core.callchain.ChainSeal;
import dev.sluice.core.decorator.PlatformHeaders;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.invocation.Headers;
import dev.sluice.core.invocation.Invocation;
import dev.sluice.core.invocation.Outcome;
import dev.sluice.core.state.KeyedState;
import dev.sluice.core.state.StateKey;
import dev.sluice.gateway.security.SealKey;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;

/**
 * Passes the functions that a call came through, outermost first, on in the header {@code Sluice-Chain}: {@code hello, f;
 * mac=…}. The header is sealed with a key of the gateway, or of all that share one, so that functions may pass it on over HTTP and nobody
 * can make one up. Thread-safe.
 */
public final class CallChains implements ChainSeal {

    /** How many functions may stand behind each other where nobody says otherwise. */
    private static final ChainLimit USUAL = new ChainLimit(16);

    /** Where gateways that share keyed state have their key, in base 64. */
    private static final StateKey KEY = new StateKey("call-chain", "key");

    private static final String MAC = "; mac=";
    private static final int MAC_BYTES = 16;

    private final SealKey key;
    private final ChainLimit limit;

    /** Chains of one gateway, of the usual length. */
    public CallChains(SecureRandom random) {
        this(random, USUAL);
    }

    /** Chains of one gateway. */
    public CallChains(SecureRandom random, ChainLimit limit) {
        this(SealKey.own(random), limit);
    }

    private CallChains(SealKey key, ChainLimit limit) {
        this.key = key;
        this.limit = limit;
    }

    /**
     * Chains of all gateways that share {@code state}, also after a restart. May block.
     *
     * @throws dev.sluice.core.catalog.StorageException if the state fails
     */
    public static CallChains shared(KeyedState state, SecureRandom random, ChainLimit limit) {
        return new CallChains(SealKey.shared(state, KEY, random), limit);
    }

    public ChainLimit limit() {
        return limit;
    }

    /** The functions that a call came through; none if there is no chain, or one that this gateway did not seal. */
    public List<String> read(Headers headers) {
        return headers.first(PlatformHeaders.CHAIN).map(this::read).orElse(List.of());
    }

    @Override
    public List<String> read(String header) {
        int mac = header.lastIndexOf(MAC);
        if (mac < 0) {
            return List.of();
        }
        String names = header.substring(0, mac);
        return key.isSeal(header.substring(mac + MAC.length()), names, MAC_BYTES)
                ? List.of(names.split(", "))
                : List.of();
    }

    /**
     * The functions that an invocation came through. A decorator that makes a new one, and knows nothing of terms, passes them on in
     * its head.
     */
    public List<String> of(Invocation invocation) {
        List<String> chain = invocation.terms().chain();
        return chain.isEmpty() ? read(invocation.head().headers()) : chain;
    }

    /** The headers of an invocation on its way out to where its function is served. */
    public Headers through(Invocation invocation) {
        return sealed(invocation.head().headers(), CallChain.through(of(invocation), invocation.function()));
    }

    /** The headers of a call with this chain, which is not empty. */
    public Headers sealed(Headers headers, List<String> chain) {
        return headers.with(PlatformHeaders.CHAIN, write(chain));
    }

    @Override
    public String write(List<String> chain) {
        String names = String.join(", ", chain);
        return names + MAC + key.seal(names, MAC_BYTES);
    }

    /**
     * The chain of a call that an instance of {@code caller} makes while calls with the chains {@code running} are under way on it.
     * Nobody knows which of them makes the call: so only the functions that all of them came through are named, and the longest
     * chain counts, with {@code -} for each function that is not sure. Calls that go round in a circle are stopped by their names
     * where the instance serves nothing else, and by their number anyway.
     */
    public static List<String> from(FunctionName caller, List<List<String>> running) {
        return CallChain.through(CallChain.common(running), caller);
    }

    /** Why a call with this chain may not go to {@code function}, if it may not: it would never end. */
    public Optional<Outcome> refusal(List<String> chain, FunctionName function) {
        return limit.end(chain, function);
    }
}
