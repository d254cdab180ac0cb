package dev.sluice.core.catalog;

import dev.sluice.core.function.Namespace;
import dev.sluice.core.function.SecretName;

/** What a secret is known by: no name means the same in two namespaces. */
public record SecretId(Namespace namespace, SecretName name) {

    @Override
    public String toString() {
        return namespace.isDefault() ? name.value() : namespace + "/" + name;
    }
}
