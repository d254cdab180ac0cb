package dev.sluice.decorators.auth;

import dev.sluice.core.function.SecretName;
import dev.sluice.core.invocation.HeaderSyntax;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads lines as {@code htpasswd -nB} prints them: {@code name:$2y$10$…}; empty lines and those with # do not count. */
final class PasswordFile {

    /** One check with cost 14 takes about a second. */
    private static final Pattern LINE =
            Pattern.compile("(?<name>[^:\\p{Cntrl}]{1,128}):(?<hash>\\$2[aby]\\$(0[4-9]|1[0-4])\\$[./A-Za-z0-9]{53})");

    private PasswordFile() {}

    /** Hashes by name, at least one; throws {@link IllegalArgumentException} with a sentence that gives nothing away. */
    static Map<String, String> parse(SecretName secret, String text) {
        Map<String, String> hashes = new LinkedHashMap<>();
        List<String> lines = text.lines().map(String::strip).toList();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches() || !HeaderSyntax.isValue(matcher.group("name"))) {
                throw new IllegalArgumentException("line " + (i + 1) + " of the secret '" + secret
                        + "' is not a user with a bcrypt hash of cost 4 to 14: make one with htpasswd -nB NAME");
            }
            hashes.put(matcher.group("name"), matcher.group("hash"));
        }
        if (hashes.isEmpty()) {
            throw new IllegalArgumentException("the secret '" + secret + "' has no users");
        }
        return hashes;
    }
}
