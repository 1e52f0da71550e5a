package dev.reprise.app.generation.excerpt;

/**
 * How many tokens a text takes, estimated on the safe side without any one model's tokenizer. Counted in sevenths of a
 * token: a space is 2 (3.5 to a token), an ASCII letter too, but that the first of a word is 5 and the
 * next three are 1, ASCII punctuation 4, a digit 7, a letter of another alphabet 5,
 * a character of a script such as Chinese, Thai or Devanagari 9, one beyond the first 65 536, such as an emoji, 21, and
 * what a request's JSON has to escape 28. For sentences in eleven scripts that is, but for a token of Thai, no less than what OpenAI's
 * {@code cl100k_base} and {@code o200k_base} count, and for plain English about half as much again. Immutable.
 */
final class Weights {
    private static final int TOKEN = 7;

    private final int[] before;

    Weights(String text) {
        before = new int[text.length() + 1];
        int letters = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            letters = isAsciiLetter(c) ? letters + 1 : 0;
            before[i + 1] = before[i] + (letters > 0 ? letter(letters) : weight(c));
        }
    }

    /** Tokens, rounded up. */
    static long tokens(String text) {
        return Math.ceilDiv(new Weights(text).all(), TOKEN);
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

    /** The first of a word weighs more than those after it, for a short word is a token, too. */
    private static int letter(int ofWord) {
        return ofWord == 1 ? 5 : ofWord <= 4 ? 1 : 2;
    }

    private static boolean isAsciiLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
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
        return c == ' ' ? 2 : 4;
    }
}
