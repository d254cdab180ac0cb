package dev.sluice.decorators.auth;

import dev.sluice.core.decorator.DecoratorSite;
import dev.sluice.core.function.SecretName;

/** Secrets that settings name. */
final class Secrets {

    private Secrets() {}

    /** Its text; throws {@link IllegalArgumentException} with a sentence for whoever deploys if there is none. */
    static String required(DecoratorSite site, SecretName name) {
        String text = site.secret(name)
                .orElseThrow(() -> new IllegalArgumentException(
                        "there is no secret '" + name + "', which auth needs: set it with sluice secret set " + name))
                .reveal();
        if (text.isBlank()) {
            throw new IllegalArgumentException("the secret '" + name + "', which auth needs, is empty");
        }
        return text;
    }
}
