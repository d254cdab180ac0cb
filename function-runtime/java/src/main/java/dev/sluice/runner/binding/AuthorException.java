package dev.sluice.runner.binding;

/** Carries what the author's own code threw while a value was made or read: a constructor, a setter, an accessor. */
public final class AuthorException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    AuthorException(Throwable thrown) {
        super(thrown);
    }

    /** What was thrown. */
    public Throwable thrown() {
        return java.util.Objects.requireNonNull(getCause());
    }
}
