package dev.sluice.decorators.twofactor.account;

import dev.sluice.core.function.Namespace;

/**
 * Whom the first factor of a function found: users of functions of two namespaces never are the same.
 *
 * @param name the first factor's word for the user, 1 to {@value #LONGEST} characters without control characters
 */
public record User(Namespace namespace, String name) {

    public static final int LONGEST = 256;
    public static final String RULE = "1 to " + LONGEST + " characters, none of them a control character";

    /** Between namespace and name in an id; no name has it. */
    private static final char SEPARATOR = '\n';

    public User {
        if (!isValid(name)) {
            throw new IllegalArgumentException("a user has " + RULE);
        }
    }

    /** One of the namespace {@link Namespace#DEFAULT}. */
    public User(String name) {
        this(Namespace.DEFAULT, name);
    }

    public static boolean isValid(String name) {
        return !name.isEmpty() && name.length() <= LONGEST && name.chars().noneMatch(Character::isISOControl);
    }

    /** The one text of this user, which no other has: just the name in the default namespace. */
    public String id() {
        return namespace.isDefault() ? name : namespace.value() + SEPARATOR + name;
    }

    /** The user with an {@link #id}. */
    public static User ofId(String id) {
        int separator = id.indexOf(SEPARATOR);
        return separator < 0
                ? new User(id)
                : new User(new Namespace(id.substring(0, separator)), id.substring(separator + 1));
    }

    @Override
    public String toString() {
        return name;
    }
}
