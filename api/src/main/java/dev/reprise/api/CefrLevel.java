package dev.reprise.api;

/** A level of the Common European Framework of Reference for Languages, lowest first. */
public enum CefrLevel {
    A1, A2, B1, B2, C1, C2;

    /** The level above this one; {@link #C2} is its own. */
    public CefrLevel next() {
        return switch (this) {
            case A1 -> A2;
            case A2 -> B1;
            case B1 -> B2;
            case B2 -> C1;
            case C1, C2 -> C2;
        };
    }
}
