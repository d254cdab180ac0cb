package dev.sluice.gateway.deploy;

import dev.sluice.core.catalog.LocalArtifacts;
import dev.sluice.core.catalog.SecretStore;
import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.FunctionVersion;
import dev.sluice.core.function.Inspection;
import dev.sluice.core.function.SecretName;
import dev.sluice.core.protocol.Frame;
import dev.sluice.core.runner.RunnerId;
import dev.sluice.gateway.egress.InstanceEgress;
import dev.sluice.gateway.security.InstanceTokens;
import dev.sluice.runners.pool.PoolParts;
import dev.sluice.runners.runtime.Runtimes;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes what a runner is told when it becomes an instance of a version: where its code lies, and its environment with
 * the secrets as they are now, the gateway's address, its name and version, and a token by which it may call functions as
 * long as it lives. Thread-safe; reads secrets from the disk.
 */
public final class InstanceOrders implements PoolParts.Orders {

    private final LocalArtifacts artifacts;
    private final Runtimes runtimes;
    private final SecretStore secrets;
    private final InstanceTokens tokens;
    private final InstanceEgress egress;
    private final URI address;
    private final Duration startBudget;

    /**
     * @param address where functions reach the gateway; outside of the default namespace they are told its path there
     * @param startBudget how long a function may take to start whose spec does not say so
     */
    public InstanceOrders(
            LocalArtifacts artifacts,
            Runtimes runtimes,
            SecretStore secrets,
            InstanceTokens tokens,
            InstanceEgress egress,
            URI address,
            Duration startBudget) {
        this.artifacts = artifacts;
        this.runtimes = runtimes;
        this.secrets = secrets;
        this.tokens = tokens;
        this.egress = egress;
        this.address = address;
        this.startBudget = startBudget;
    }

    /** Throws {@link IllegalStateException} with a sentence for people if the code or a secret is not there any more. */
    @Override
    public Frame.Specialise order(FunctionVersion version, RunnerId runner, Path codeFolder) {
        return new Frame.Specialise(
                version.function().value(),
                version.number(),
                version.spec().code().handler(),
                artifact(version, codeFolder),
                environment(version, runner),
                version.spec().timeout().toMillis(),
                version.spec().scaling().concurrency(),
                settings(version));
    }

    /** Those of the runtime, how long the start may take, and the contract that was kept with the version. */
    private Map<String, String> settings(FunctionVersion version) {
        Runtimes.Runtime runtime = runtimes.byName().get(version.spec().code().runtime());
        Map<String, String> settings = new HashMap<>(runtime == null ? Map.of() : runtime.settings());
        Duration start = version.spec().code().launch().timeout().orElse(startBudget);
        settings.put(Frame.Specialise.START_MILLIS, Long.toString(start.toMillis()));
        version.inspection()
                .flatMap(Inspection::contract)
                .ifPresent(word -> settings.put(Frame.Specialise.CONTRACT, word));
        return settings;
    }

    private Frame.Artifact artifact(FunctionVersion version, Path codeFolder) {
        List<String> files = artifacts.putInto(codeFolder, version.code());
        if (files.isEmpty()) {
            throw new IllegalStateException("the code of " + version.label() + " (" + version.code()
                    + ") is not in the store any more: deploy it again");
        }
        return new Frame.Artifact(codeFolder.toAbsolutePath().toString(), files);
    }

    @Override
    public void ended(RunnerId runner) {
        tokens.revoke(runner);
        egress.ended(runner);
    }

    private Map<String, String> environment(FunctionVersion version, RunnerId runner) {
        Map<String, String> environment = new HashMap<>(version.spec().environment());
        environment.put("SLUICE_URL", address + version.function().namespace().path());
        environment.put("SLUICE_NAMESPACE", version.function().namespace().value());
        environment.put("SLUICE_FUNCTION", version.function().name());
        environment.put("SLUICE_VERSION", Integer.toString(version.number()));
        environment.put("SLUICE_TOKEN", tokens.issue(runner, version));
        environment.putAll(egress.open(version, runner));
        version.spec().secrets().forEach((variable, secret) -> environment.put(variable, reveal(version, secret)));
        return environment;
    }

    private String reveal(FunctionVersion version, String secret) {
        return secrets.get(version.function().namespace(), new SecretName(secret))
                .map(SecretValue::reveal)
                .orElseThrow(() -> new IllegalStateException("the secret '" + secret + "' that " + version.label()
                        + " uses is gone: make it with 'sluice secret set " + secret + "' or PUT /secrets/"
                        + secret));
    }
}
