package dev.sluice.gateway.security;

import dev.sluice.core.function.Digest;
import dev.sluice.core.function.FunctionName;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.PlatformUse;
import dev.sluice.core.runner.RunnerId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The tokens by which instances call functions, and use what else of the platform their specs ask for: one for each instance, as long as it
 * lives. They open no other management. Only digests are kept, so that neither a dump of the memory nor the time of a look-up tells a token.
 * Thread-safe; never blocks.
 */
public final class InstanceTokens {

    /** What every such token begins with, so that other bearer tokens are not looked up. */
    public static final String PREFIX = "sluice-instance-";

    private static final int BYTES = 32;

    private final SecureRandom random;
    private final Map<ByteBuffer, Bearer> bearers = new ConcurrentHashMap<>();
    private final Map<RunnerId, ByteBuffer> digests = new ConcurrentHashMap<>();

    public InstanceTokens(SecureRandom random) {
        this.random = random;
    }

    /**
     * An instance.
     *
     * @param calls the functions that it may call; empty for all of its namespace
     * @param uses what else its token opens in its namespace
     */
    public record Bearer(
            RunnerId instance, FunctionName function, Optional<Set<FunctionName>> calls, Set<PlatformUse> uses) {

        /** Who it is, as people of its namespace are told. */
        public String label() {
            return function.name() + "/" + instance;
        }
    }

    /** Makes the token of an instance; one that it had before is no longer good. */
    public String issue(RunnerId instance, FunctionVersion version) {
        revoke(instance);
        String token = PREFIX + RandomToken.of(BYTES, random);
        ByteBuffer digest = digest(token);
        bearers.put(
                digest,
                new Bearer(
                        instance,
                        version.function(),
                        calls(version),
                        version.spec().code().launch().uses()));
        digests.put(instance, digest);
        return token;
    }

    /** What a spec names is in the namespace of its function. */
    private static Optional<Set<FunctionName>> calls(FunctionVersion version) {
        return version.spec()
                .code()
                .launch()
                .calls()
                .map(names -> names.stream()
                        .map(name -> name.in(version.function().namespace()))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** Ends the token of an instance, if it has one. */
    public void revoke(RunnerId instance) {
        ByteBuffer digest = digests.remove(instance);
        if (digest != null) {
            bearers.remove(digest);
        }
    }

    /** The instance whose token this is, if it lives. */
    public Optional<Bearer> bearer(String token) {
        return token.startsWith(PREFIX) ? Optional.ofNullable(bearers.get(digest(token))) : Optional.empty();
    }

    private static ByteBuffer digest(String token) {
        return ByteBuffer.wrap(Digest.sha256().digest(token.getBytes(StandardCharsets.UTF_8)))
                .asReadOnlyBuffer();
    }
}
