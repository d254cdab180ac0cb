package dev.sluice.cli.api;

/** The exit codes of the command. Scripts rely on them. */
public final class Exit {

    public static final int OK = 0;

    /** The platform or the function said no. */
    public static final int FAILED = 1;

    /** The command line is wrong. */
    public static final int USAGE = 2;

    /** Nobody answers where Sluice should be. */
    public static final int UNREACHABLE = 3;

    /** The token is missing or wrong. */
    public static final int DENIED = 4;

    /** This machine lacks something: a JDK, Maven, room on the disk, a free port, a file that can be read. */
    public static final int MACHINE = 5;

    private Exit() {}
}
