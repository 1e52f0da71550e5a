package dev.reprise.app.generation.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

import opennlp.tools.postag.POSModel;
import opennlp.tools.postag.POSTagger;
import opennlp.tools.postag.POSTaggerME;

/** Tells the word classes of sentences and remembers them. For one thread; all share one model. */
final class Tagger {
    private static final Map<String, Token.Kind> KINDS = Arrays.stream(Token.Kind.values())
            .collect(Collectors.toUnmodifiableMap(Enum::name, kind -> kind));

    private final Map<String, List<Token>> known = new HashMap<>();

    /** Read when the first text is tagged, so that a server which never does so does not wait for it. */
    private static final class Model {
        /** A tagger is for one thread at a time and costs more to make than to use for a page. */
        private static final Queue<POSTagger> IDLE = new ConcurrentLinkedQueue<>();
        private static final POSModel ENGLISH = read("/opennlp-en-ud-ewt-pos-1.3-2.5.4.bin");

        private static String[] tag(String[] words) {
            POSTagger idle = IDLE.poll();
            POSTagger tagger = idle == null ? new POSTaggerME(ENGLISH) : idle;
            String[] tags = tagger.tag(words);
            IDLE.add(tagger);
            return tags;
        }

        private static POSModel read(String name) {
            try (InputStream in = Tagger.class.getResourceAsStream(name)) {
                if (in == null) {
                    throw new IllegalStateException("no " + name + " on the class path");
                }
                return new POSModel(in);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** The words of a sentence with their classes, in order; its punctuation helps to tell them and is left out. */
    List<Token> tokens(String sentence) {
        List<Token> tokens = known.get(sentence);
        if (tokens == null) {
            tokens = tag(sentence);
            known.put(sentence, tokens);
        }
        return tokens;
    }

    private List<Token> tag(String sentence) {
        List<Word> words = Word.in(sentence);
        List<String> texts = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        int at = 0;
        for (Word word : words) {
            between(sentence, at, word.start(), texts);
            places.add(texts.size());
            texts.add(word.text());
            at = word.end();
        }
        between(sentence, at, sentence.length(), texts);
        String[] tags = Model.tag(texts.toArray(String[]::new));
        List<Token> tokens = new ArrayList<>();
        for (int i = 0; i < words.size(); i++) {
            Token.Kind next = i + 1 < words.size() ? kind(tags[places.get(i + 1)]) : Token.Kind.X;
            tokens.add(new Token(words.get(i), corrected(words.get(i), kind(tags[places.get(i)]), next)));
        }
        return List.copyOf(tokens);
    }

    /** "Sampling is", "field sampling guidelines": the model takes many a noun in -ing for a verb. */
    private static Token.Kind corrected(Word word, Token.Kind kind, Token.Kind next) {
        boolean verbal = kind == Token.Kind.VERB && word.lower().endsWith("ing");
        boolean opens = word.start() == 0 && next == Token.Kind.AUX;
        boolean known = next == Token.Kind.NOUN && Glossary.find(word.text(), Token.Kind.NOUN) != null;
        return verbal && (opens || known) ? Token.Kind.NOUN : kind;
    }

    private static Token.Kind kind(String tag) {
        return KINDS.getOrDefault(tag, Token.Kind.X);
    }

    /** Numbers stay whole; every other sign stands for itself. */
    private static void between(String sentence, int from, int to, List<String> texts) {
        int at = from;
        while (at < to) {
            int end = at + 1;
            while (Character.isDigit(sentence.charAt(at)) && end < to
                    && (Character.isDigit(sentence.charAt(end)) || sentence.charAt(end) == '.')) {
                end++;
            }
            if (sentence.charAt(at) != ' ') {
                texts.add(sentence.substring(at, end));
            }
            at = end;
        }
    }
}
