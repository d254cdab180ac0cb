package dev.sluice.runner.program.golang;

/** No program can be made of sources; the message is a sentence for their author. */
public final class GoRefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    GoRefusedException(String message) {
        super(message);
    }
}
