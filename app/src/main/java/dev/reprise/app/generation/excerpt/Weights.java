package dev.reprise.app.generation.excerpt;

/**
 * How many tokens a text takes, estimated on the safe side without any one model's tokenizer. Counted in sevenths of a
 * token: an ASCII letter or a space is 2 (3.5 to a token), ASCII punctuation 4, a digit 7, a letter of another alphabet 5,
 * a character of a script such as Chinese, Thai or Devanagari 9, one beyond the first 65 536, such as an emoji, 21, and
 * what a request's JSON has to escape 28. For sentences in eleven scripts that is no less than what OpenAI's
 * {@code cl100k_base} and {@code o200k_base} count, and for plain English about half as much again. Immutable.
 */
final class Weights {
    private static final int TOKEN = 7;

    private final int[] before;

    Weights(String text) {
        before = new int[text.length() + 1];
        for (int i = 0; i < text.length(); i++) {
            before[i + 1] = before[i] + weight(text.charAt(i));
        }
    }

    /** Tokens, rounded up. */
    static long tokens(String text) {
        long sum = 0;
        for (int i = 0; i < text.length(); i++) {
            sum += weight(text.charAt(i));
        }
        return Math.ceilDiv(sum, TOKEN);
    }

    /** What a number of tokens weighs. */
    static long of(long tokens) {
        return tokens * TOKEN;
    }

    long all() {
        return between(0, before.length - 1);
    }

    long between(int start, int end) {
        return (long) before[end] - before[start];
    }

    /** The furthest end of a text from {@code start} that weighs no more than this, but always one character on. */
    int furthest(int start, long most) {
        int end = start + 1;
        while (end + 1 < before.length && between(start, end + 1) <= most) {
            end++;
        }
        // The second half of a surrogate pair weighs nothing, so only the step that is always taken can part one.
        return end + 1 < before.length && before[end + 1] == before[end] ? end + 1 : end;
    }

    private static int weight(char c) {
        if (c < 0x80) {
            return ascii(c);
        }
        if (Character.isSurrogate(c)) {
            return Character.isHighSurrogate(c) ? 21 : 0;
        }
        return c < 0x800 ? 5 : 9;
    }

    private static int ascii(char c) {
        if (c < ' ') {
            return c == '\n' || c == '\r' || c == '\t' ? 7 : 28;
        }
        if (c >= '0' && c <= '9') {
            return 7;
        }
        if (c == '<' || c == '>') {
            return 28;
        }
        return c == ' ' || Character.isLetter(c) ? 2 : 4;
    }
}
