package dev.sluice.runner.library;

/** JSON does not fit into a type that a library binds: the caller's fault. Its cause has the library's own words. */
public final class MisfitException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String path;

    /** @param path the place within the value, such as {@code .lines[2].count}; empty if it is not known */
    MisfitException(String path, Throwable cause) {
        super(cause);
        this.path = path;
    }

    public String path() {
        return path;
    }
}
