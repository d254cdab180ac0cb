package dev.sluice.events.connection;

import dev.sluice.core.catalog.SecretValue;
import dev.sluice.core.function.SecretName;
import dev.sluice.events.connection.ConnectionSettings.Sasl;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/** What Kafka's clients are told to reach a cluster. */
final class ClientProperties {

    private ClientProperties() {}

    /** @param secrets has each secret that the settings name */
    static Map<String, Object> of(ConnectionSettings settings, Function<SecretName, SecretValue> secrets) {
        Map<String, Object> properties = new HashMap<>();
        properties.put("bootstrap.servers", String.join(",", settings.servers()));
        properties.put("security.protocol", protocol(settings));
        settings.tls().flatMap(ConnectionSettings.Tls::ca).ifPresent(ca -> {
            properties.put("ssl.truststore.type", "PEM");
            properties.put("ssl.truststore.certificates", secrets.apply(ca).reveal());
        });
        settings.tls().flatMap(ConnectionSettings.Tls::certificate).ifPresent(certificate -> {
            properties.put("ssl.keystore.type", "PEM");
            properties.put(
                    "ssl.keystore.certificate.chain", secrets.apply(certificate).reveal());
        });
        settings.tls()
                .flatMap(ConnectionSettings.Tls::key)
                .ifPresent(key ->
                        properties.put("ssl.keystore.key", secrets.apply(key).reveal()));
        settings.sasl().ifPresent(sasl -> {
            properties.put("sasl.mechanism", sasl.mechanism());
            properties.put("sasl.jaas.config", login(sasl, secrets.apply(sasl.password())));
        });
        return properties;
    }

    private static String protocol(ConnectionSettings settings) {
        String transport = settings.tls().isPresent() ? "SSL" : "PLAINTEXT";
        return settings.sasl().isPresent() ? "SASL_" + transport : transport;
    }

    private static String login(Sasl sasl, SecretValue password) {
        String module = sasl.mechanism().equals("PLAIN")
                ? "org.apache.kafka.common.security.plain.PlainLoginModule"
                : "org.apache.kafka.common.security.scram.ScramLoginModule";
        return module + " required username=" + quoted(sasl.user()) + " password=" + quoted(password.reveal()) + ";";
    }

    /** A text that ends where it ends, whatever is in it: Kafka reads it with a {@link java.io.StreamTokenizer}. */
    static String quoted(String text) {
        StringBuilder written = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ') {
                written.append('\\').append(c >> 6).append((c >> 3) & 7).append(c & 7);
            } else {
                if (c == '"' || c == '\\') {
                    written.append('\\');
                }
                written.append(c);
            }
        }
        return written.append('"').toString();
    }
}
