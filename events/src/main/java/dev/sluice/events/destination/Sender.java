package dev.sluice.events.destination;

import java.util.concurrent.CompletionStage;

/** Sends parcels. May be used from any thread. */
public interface Sender {

    /** Sends one. Never blocks. Completes when what became of it is known, within a minute; not exceptionally for what a {@link Sent} tells. */
    CompletionStage<Sent> send(Parcel parcel);
}
