package dev.sluice.decorators.twofactor.account;

/** Whom the first factor found: its word for the user, 1 to {@value #LONGEST} characters without control characters. */
public record User(String name) {

    public static final int LONGEST = 256;
    public static final String RULE = "1 to " + LONGEST + " characters, none of them a control character";

    public User {
        if (!isValid(name)) {
            throw new IllegalArgumentException("a user has " + RULE);
        }
    }

    public static boolean isValid(String name) {
        return !name.isEmpty() && name.length() <= LONGEST && name.chars().noneMatch(Character::isISOControl);
    }

    @Override
    public String toString() {
        return name;
    }
}
