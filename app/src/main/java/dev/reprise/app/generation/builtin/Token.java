package dev.reprise.app.generation.builtin;

/** A word in its sentence, and what it is there. */
record Token(Word word, Kind kind) {

    /** The universal word classes. */
    enum Kind {
        ADJ, ADP, ADV, AUX, CCONJ, DET, INTJ, NOUN, NUM, PART, PRON, PROPN, PUNCT, SCONJ, SYM, VERB, X
    }

    String lower() {
        return word.lower();
    }

    /** A common noun or a name. */
    boolean isNoun() {
        return kind == Kind.NOUN || kind == Kind.PROPN;
    }

    /** A form in -ed or -ing, which may stand before a noun. */
    boolean isParticiple() {
        return kind == Kind.VERB && (lower().endsWith("ed") || lower().endsWith("ing"));
    }

    /** A verb that makes a clause of what stands before it. */
    boolean isFinite() {
        return kind == Kind.AUX || (kind == Kind.VERB && !isParticiple());
    }
}
