package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.reprise.api.CefrLevel;
import dev.reprise.api.Content.Item;
import dev.reprise.api.Content.Term;
import dev.reprise.api.ExerciseType;
import dev.reprise.api.Lesson;
import dev.reprise.api.LessonRequest;

/** Writes lessons. */
final class LessonWriter {
    private static final List<Integer> STAGE_WEIGHTS = List.of(10, 25, 30, 25, 10);
    private static final int MINUTES_PER_ACTIVITY = 6;
    private static final int PRACTICE_ITEMS = 5;

    private final LessonRequest request;
    private final Document document;
    private final Cefr.Level cefr;
    private final List<Term> terms;
    private final List<String> grammar;
    private final ItemWriter items;
    private final String topic;

    LessonWriter(LessonRequest request) {
        this.request = request;
        boolean empty = request.moduleContext().isBlank();
        this.document = Document.parse(empty ? request.lessonTitle() : request.moduleContext());
        this.cefr = Cefr.at(request.cefrLevel());
        this.topic = Prose.shortened(request.lessonTitle(), 100);
        this.terms = terms();
        this.grammar = request.grammarFocus().isEmpty()
                ? new GrammarChoice(cefr).forText(document.isEnglish() ? document.sentences() : List.of())
                : List.copyOf(new LinkedHashSet<>(request.grammarFocus()));
        this.items = ItemWriter.forPractice(document, request.cefrLevel());
    }

    Lesson write() {
        List<Integer> minutes = Shares.of(request.durationMinutes(), STAGE_WEIGHTS);
        List<Lesson.Stage> stages = List.of(
                stage("warm-up", minutes.get(0), "Wake up what learners know about the topic.", warmUp()),
                stage("presentation", minutes.get(1), "Meet the words and the structure in context.", presentation()),
                stage("practice", minutes.get(2), "Use them with support.", practice()),
                stage("production", minutes.get(3), "Use them freely for a real purpose.", production()),
                stage("wrap-up", minutes.get(4), "Look back and make it stick.", wrapUp()));
        return new Lesson(request.lessonTitle(), request.cefrLevel(), request.durationMinutes(), objectives(), stages,
                terms, grammar, materials(), teacherNotes(), notes());
    }

    /** Terms of the text that have to do with a theme come first, then the themes themselves, then other terms. */
    private List<Term> terms() {
        Vocabulary vocabulary = new Vocabulary(document, request.cefrLevel());
        List<String> themes = request.vocabularyThemes();
        List<String> all = document.sentences();
        List<String> onTheme = all.stream().filter(sentence -> themes.stream()
                .anyMatch(theme -> Word.in(theme).stream().filter(word -> !StopWords.contains(word.text()))
                        .anyMatch(word -> folded(sentence).contains(Word.fold(word.text())))))
                .toList();
        Map<String, Term> chosen = new LinkedHashMap<>();
        themes.stream().limit(cefr.weeklyTerms()).forEach(theme -> {
            String name = Prose.shortened(theme, 80);
            chosen.putIfAbsent(Word.fold(name), new Term(name,
                    "A theme of this lesson; collect with the class what belongs to it.",
                    "Today we are going to talk about " + name + "."));
        });
        if (!request.moduleContext().isBlank()) {
            vocabulary.from(onTheme, cefr.weeklyTerms() / 2).forEach(term -> chosen.put(Word.fold(term.term()), term));
            vocabulary.from(all, cefr.weeklyTerms()).forEach(term -> {
                if (chosen.size() < cefr.weeklyTerms()) {
                    chosen.putIfAbsent(Word.fold(term.term()), term);
                }
            });
        }
        for (Term term : vocabulary.general(Prose.scatter(request.lessonTitle()) % 12, cefr.weeklyTerms())) {
            if (chosen.size() < cefr.weeklyTerms() - 2) {
                chosen.putIfAbsent(Word.fold(term.term()), term);
            }
        }
        return List.copyOf(chosen.values());
    }

    private static List<String> folded(String sentence) {
        return Word.in(sentence).stream().map(word -> Word.fold(word.text())).toList();
    }

    private List<String> objectives() {
        return List.of(about(cefr.canDo().get(0)), about(cefr.canDo().get(2)),
                "Can use " + words(4) + " correctly in context.",
                "Can use this structure in own sentences: " + Prose.lowerFirst(grammar.getFirst()) + ".");
    }

    private List<String> warmUp() {
        return List.of(
                "Write “" + topic + "” on the board. In pairs, learners collect five words that they know for it.",
                "Ask: When do you meet this at work? What is easy about it, what is difficult? Collect answers on the board.",
                switch (request.cefrLevel()) {
                    case A1, A2 ->
                        "Show pictures or things for " + words(3) + "; learners say or guess the English word.";
                    case B1, B2 -> "Show " + words(3) + ". In pairs, learners explain how the three belong together.";
                    case C1, C2 ->
                        "Learners put " + words(3) + " in order of how much they matter in their own work, and "
                                + "defend their order to a partner.";
                });
    }

    private List<String> presentation() {
        List<String> activities = new ArrayList<>();
        activities.add(switch (request.cefrLevel()) {
            case A1, A2 ->
                "Say " + words(terms.size()) + "; learners repeat, mark the stress, and find each in the text.";
            case B1, B2 ->
                "Learners match " + words(terms.size()) + " with the meanings of the word list, then find each "
                        + "in the text and mark its stress.";
            case C1, C2 ->
                "Learners sort " + words(terms.size()) + " into words they use, words they know and words they "
                        + "do not know, and work out the last from their sentences before they look at the word list.";
        });
        List<String> model = new ArrayList<>(Passage.of(document, request.cefrLevel(), "").best(2));
        model.addAll(cefr.sentences().subList(0, 2));
        activities.add(switch (request.cefrLevel()) {
            case A1, A2 -> "Read these sentences aloud twice; learners say which words of the list they hear: ";
            case B1, B2 -> "Read these sentences aloud; learners say them again in their own words: ";
            case C1, C2 -> "Learners rewrite these sentences for a reader who does not know the subject: ";
        } + quoted(model.subList(0, 2)));
        for (String structure : grammar.subList(0, Math.min(3, grammar.size()))) {
            String use = cefr.use(structure);
            activities.add("Draw attention to a structure: " + structure + (use.isEmpty() ? "" : " – " + use)
                    + ". Learners look for more examples in the text, or make one about their work.");
        }
        return activities;
    }

    private List<String> practice() {
        List<String> activities = new ArrayList<>();
        for (Item item : items.write(ExerciseType.GAP_FILL, 2)) {
            activities.add("Complete: " + Prose.quote(item.prompt()) + " (Answer: " + item.answer() + ")");
        }
        for (Item item : items.write(ExerciseType.ORDERING, 1)) {
            activities.add("Put in order: " + String.join(" / ", item.options()) + " (Answer: " + item.answer() + ")");
        }
        for (Item item : items.write(ExerciseType.TRUE_FALSE, 2)) {
            activities.add("True or false? " + Prose.quote(item.prompt()) + " (Answer: " + item.answer() + ")");
        }
        activities.add("In pairs, one learner explains a word of the list without saying it; the other names it.");
        activities.add("Each learner writes three sentences with this structure and words of the list: "
                + grammar.getFirst() + ". Partners check them.");
        return activities;
    }

    private List<String> production() {
        List<String> activities = new ArrayList<>();
        for (int i = 0; i < Math.max(cefr.speaking().size(), cefr.writing().size()); i++) {
            activities.add(about(cefr.speaking().get(i % cefr.speaking().size())));
            activities.add(about(cefr.writing().get(i % cefr.writing().size())));
        }
        return activities;
    }

    private List<String> wrapUp() {
        return List.of("Exit ticket: each learner writes one sentence with one of " + words(3) + ".",
                "Go over two or three mistakes heard in the production stage, without names.",
                "Homework: " + about(cefr.writing().get(cefr.writing().size() - 1)));
    }

    private List<String> materials() {
        Set<String> materials = new LinkedHashSet<>();
        materials.add("Board or screen");
        materials.add("Word list with " + terms.size() + " terms and their sentences");
        if (!request.moduleContext().isBlank()) {
            materials.add("Copies of the text");
        }
        materials.add("Handout with the tasks of the practice stage");
        return List.copyOf(materials);
    }

    private List<String> teacherNotes() {
        List<String> advice = new ArrayList<>();
        advice.add(
                "Faster learners: add a reason or an example to every answer. Others: allow the word list at all times.");
        advice.add(request.cefrLevel().compareTo(CefrLevel.B1) < 0
                ? "Speak slowly, show what you mean, and check understanding by asking for an action, not for yes or no."
                : "Let learners correct themselves first; note mistakes in the production stage and treat them at the end.");
        if (request.durationMinutes() > 90) {
            advice.add(
                    "Plan a break of ten minutes about every ninety minutes, and repeat the practice stage with other "
                            + "sentences of the text.");
        }
        if (request.durationMinutes() < 20) {
            advice.add("There is little time: do one activity of each stage and give the rest as homework.");
        }
        return advice;
    }

    private List<String> notes() {
        if (request.moduleContext().isBlank()) {
            List<String> notes = Notes.start();
            notes.add("No module text was given, so words and sentences are general workplace English around "
                    + request.cefrLevel() + ".");
            return notes;
        }
        return items.notes(PRACTICE_ITEMS);
    }

    private Lesson.Stage stage(String name, int minutes, String description, List<String> activities) {
        int count = Math.clamp(minutes / MINUTES_PER_ACTIVITY + 1, 1, activities.size());
        return new Lesson.Stage(name, minutes, description, activities.subList(0, count));
    }

    private String words(int count) {
        return Prose.list(terms.stream().limit(count).map(term -> Prose.quote(term.term())).toList());
    }

    private String about(String template) {
        return template.replace("{topic}", Prose.quote(topic));
    }

    private static String quoted(List<String> sentences) {
        return String.join(" – ", sentences.stream().map(Prose::quote).toList());
    }
}
