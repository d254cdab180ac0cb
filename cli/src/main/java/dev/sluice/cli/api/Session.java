package dev.sluice.cli.api;

import dev.sluice.cli.terminal.Terminal;

/** What a verb works with: a platform to talk to, and a terminal to show the answer on. */
public record Session(Endpoint endpoint, Terminal terminal) {

    public Platform platform() {
        return endpoint.platform();
    }

    /** Whether the answer is shown as the API gave it. */
    public boolean json() {
        return endpoint.json();
    }

    public void print(String line) {
        terminal.print(line);
    }

    public void note(String line) {
        terminal.note(line);
    }
}
