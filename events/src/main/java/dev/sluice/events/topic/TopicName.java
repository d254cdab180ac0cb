package dev.sluice.events.topic;

import dev.sluice.core.function.Namespace;
import java.util.Comparator;
import java.util.Optional;

/**
 * What a topic is known by: its namespace and its name there. Kafka, which knows no namespaces, calls it {@code orders} if it is in the
 * default one, and {@code shop..orders} if it is in {@code shop}: two dots stand in no name, so none means something in two namespaces.
 */
public record TopicName(Namespace namespace, String name) implements Comparable<TopicName> {

    /** What a name must look like, as a sentence for people. */
    public static final String RULE = "1 to 249 letters of ASCII, digits, '.', '_' and '-', the namespace and two dots"
            + " counted outside of the default one; no two dots in a row, not '.' alone, and not beginning with '__'";

    private static final int LONGEST = 249;
    private static final String SEPARATOR = "..";
    private static final String OF_KAFKA = "__";

    private static final Comparator<TopicName> ORDER =
            Comparator.comparing(TopicName::namespace).thenComparing(TopicName::name);

    public TopicName {
        if (!isValid(namespace, name)) {
            throw new IllegalArgumentException("topic name '" + name + "' is not allowed: " + RULE);
        }
    }

    /** Whether a topic of the namespace may have this name. */
    public static boolean isValid(Namespace namespace, String name) {
        return !name.isEmpty()
                && name.chars().allMatch(TopicName::isAllowed)
                && !name.equals(".")
                && !name.contains(SEPARATOR)
                && !name.startsWith(OF_KAFKA)
                && kafkaName(namespace, name).length() <= LONGEST;
    }

    private static boolean isAllowed(int c) {
        return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-';
    }

    /** The topic that Kafka knows by {@code kafkaName}; empty if no name of users leads to it, such as Kafka's own. */
    public static Optional<TopicName> ofKafka(String kafkaName) {
        int at = kafkaName.indexOf(SEPARATOR);
        if (at < 0) {
            return of(Namespace.DEFAULT, kafkaName);
        }
        String namespace = kafkaName.substring(0, at);
        return Namespace.isValid(namespace) && !namespace.equals(Namespace.DEFAULT.value())
                ? of(new Namespace(namespace), kafkaName.substring(at + SEPARATOR.length()))
                : Optional.empty();
    }

    private static Optional<TopicName> of(Namespace namespace, String name) {
        return isValid(namespace, name) ? Optional.of(new TopicName(namespace, name)) : Optional.empty();
    }

    /** What Kafka calls it. */
    public String kafkaName() {
        return kafkaName(namespace, name);
    }

    private static String kafkaName(Namespace namespace, String name) {
        return namespace.isDefault() ? name : namespace + SEPARATOR + name;
    }

    @Override
    public int compareTo(TopicName other) {
        return ORDER.compare(this, other);
    }

    /** The name, with its namespace before it outside of the default one: {@code shop/orders}. */
    @Override
    public String toString() {
        return namespace.isDefault() ? name : namespace + "/" + name;
    }
}
