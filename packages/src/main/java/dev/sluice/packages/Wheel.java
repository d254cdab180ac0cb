package dev.sluice.packages;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;

/**
 * A wheel of modules that are nothing but Python (PyPA's binary distribution format, 1.0).
 *
 * @param version as Maven has it; a snapshot is a development release
 */
record Wheel(String name, String version, String summary) {

    String fileName() {
        return stem() + "-py3-none-any.whl";
    }

    private String stem() {
        return name.replace('-', '_') + "-" + pythonVersion();
    }

    private String pythonVersion() {
        return version.replace("-SNAPSHOT", ".dev0");
    }

    byte[] of(Entries modules) throws IOException {
        String info = stem() + ".dist-info/";
        Entries all = modules.and(info + "METADATA", bytes("""
                        Metadata-Version: 2.1
                        Name: %s
                        Version: %s
                        Summary: %s
                        License: Apache-2.0
                        Requires-Python: >=3.9
                        """.formatted(name, pythonVersion(), summary)))
                .and(info + "WHEEL", bytes("""
                        Wheel-Version: 1.0
                        Generator: sluice
                        Root-Is-Purelib: true
                        Tag: py3-none-any
                        """));
        StringBuilder record = new StringBuilder();
        for (Map.Entry<String, byte[]> file : all.files().entrySet()) {
            record.append(file.getKey() + ",sha256=" + hash(file.getValue()) + "," + file.getValue().length + "\n");
        }
        record.append(info).append("RECORD,,\n");
        return all.and(info + "RECORD", bytes(record.toString())).zip();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String hash(byte[] bytes) {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}
