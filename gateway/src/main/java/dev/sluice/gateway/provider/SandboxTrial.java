package dev.sluice.gateway.provider;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Makes one sandbox, to see whether this machine can. */
final class SandboxTrial {

    private static final long PATIENCE_SECONDS = 10;
    private static final int MAX_WORDS = 2_000;

    private SandboxTrial() {}

    /** The way to make sandboxes that works here, as tight as this release of bubblewrap can. */
    static Bubblewrap passed(SandboxNetwork network, Path javaHome) {
        Path program = Programs.find("bwrap")
                .orElseThrow(
                        () -> new ProviderUnusableException("sluice.provider is sandbox, but there is no program bwrap"
                                + " in /usr/bin, /bin or /usr/local/bin. Install the package bubblewrap, or set"
                                + " sluice.provider=process."));
        Bubblewrap loose = new Bubblewrap(program, network, javaHome, false);
        Bubblewrap tight = loose.withInnerNamespacesOff();
        if (complaint(tight).isEmpty()) {
            return tight;
        }
        String complaint = complaint(loose);
        if (!complaint.isEmpty()) {
            throw refused(complaint);
        }
        return loose;
    }

    static ProviderUnusableException refused(String complaint) {
        return new ProviderUnusableException(
                "sluice.provider is sandbox, but this machine makes no sandboxes: \"" + complaint
                        + "\". Allow user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone,"
                        + " kernel.apparmor_restrict_unprivileged_userns; in a container, its seccomp profile), or set"
                        + " sluice.provider=process.");
    }

    /** What bwrap says when it fails, or nothing if all is well. */
    private static String complaint(Bubblewrap bubblewrap) {
        try {
            ProcessBuilder builder = new ProcessBuilder(bubblewrap.trial()).redirectErrorStream(true);
            builder.environment().clear();
            Process process = builder.start();
            process.getOutputStream().close();
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                return "no answer in " + PATIENCE_SECONDS + " seconds";
            }
            String words = words(process.getInputStream());
            return process.exitValue() == 0 ? "" : words.isEmpty() ? "exit code " + process.exitValue() : words;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        } catch (IOException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static String words(InputStream bytes) throws IOException {
        return new String(bytes.readNBytes(MAX_WORDS), StandardCharsets.UTF_8).strip();
    }
}
