package dev.sluice.core.ownership;

import dev.sluice.core.state.Version;

/**
 * A claim that was granted.
 *
 * @param token the version of the record that granted it, which fences off everybody before; {@link Version#NONE} in that very
 *     record, whose version nobody knows before it is written
 * @param beat grows with each renewal: whether it changes is all that others judge the lease by
 */
record Hold(Claim claim, Version token, long beat) {

    Hold renewed() {
        return new Hold(claim, token, beat + 1);
    }

    /** Whether it is granted by the record that it stands in. */
    boolean isNew() {
        return token.equals(Version.NONE);
    }

    /** As it is told of a record that has this version. */
    Hold in(Version version) {
        return isNew() ? new Hold(claim, version, beat) : this;
    }

    String written() {
        return token.number() + "," + beat + "," + claim.written();
    }

    static Hold read(String[] fields) {
        return new Hold(Claim.read(fields, 2), new Version(Long.parseLong(fields[0])), Long.parseLong(fields[1]));
    }
}
