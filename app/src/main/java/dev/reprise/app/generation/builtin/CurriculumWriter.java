package dev.reprise.app.generation.builtin;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import dev.reprise.api.Content.Term;
import dev.reprise.api.Curriculum;
import dev.reprise.api.CurriculumRequest;

/** Writes course frameworks: a week for each part of the document, then weeks that go over it again. */
final class CurriculumWriter {
    private final CurriculumRequest request;
    private final Document document;
    private final Cefr.Level cefr;
    private final Vocabulary vocabulary;
    private final GrammarChoice grammar;
    private final Set<String> titles = new HashSet<>();
    private boolean generalWords;

    CurriculumWriter(CurriculumRequest request) {
        this.request = request;
        this.document = Document.parse(request.sopContent());
        this.cefr = Cefr.at(request.cefrLevel());
        this.vocabulary = new Vocabulary(document, request.cefrLevel());
        this.grammar = new GrammarChoice(cefr);
    }

    Curriculum write() {
        String company = Prose.shortened(request.companyName(), 80);
        String topic = Topic.of(document);
        List<Curriculum.Module> modules = new ArrayList<>();
        for (Weeks.Week week : Weeks.of(document, request.durationWeeks())) {
            modules.add(module(modules.size() + 1, week));
        }
        String weeks = request.durationWeeks() == 1 ? "one week" : request.durationWeeks() + " weeks";
        String description = "A course of " + weeks + " at " + request.cefrLevel() + " (" + cefr.description()
                + ") for the staff of " + company + " (" + Prose.shortened(request.industry(), 80)
                + "). It teaches the English of the company's own document on " + Prose.quote(topic)
                + " and follows the order of that document.";
        List<String> objectives = cefr.canDo().stream().map(can -> about(can, topic)).toList();
        return new Curriculum("English for " + company + ": " + topic, description, request.cefrLevel(),
                request.durationWeeks(), objectives, modules, methods(), notes(modules));
    }

    private Curriculum.Module module(int number, Weeks.Week week) {
        List<Term> terms = vocabulary.from(week.sentences(), cefr.weeklyTerms());
        if (terms.isEmpty()) {
            terms = vocabulary.general(number * cefr.weeklyTerms(), cefr.weeklyTerms());
            generalWords = true;
        }
        List<String> words = terms.stream().map(Term::term).toList();
        String topic = week.topic().isEmpty() ? Prose.upperFirst(Prose.list(first(words, 2))) : week.topic();
        if (week.kind() == Weeks.Kind.FINAL) {
            topic = Topic.of(document);
        }
        String narrow = week.part() == 0 || week.kind() != Weeks.Kind.NEW
                ? topic
                : topic + ": " + Prose.list(first(words, 2));
        Set<String> themes = new LinkedHashSet<>();
        themes.add(topic);
        first(words, 3).stream().map(Prose::upperFirst).forEach(themes::add);
        return new Curriculum.Module(number, title(number, week, narrow), List.copyOf(themes),
                objectives(number, week, topic, words), terms, grammar.forText(week.sentences()),
                lessons(number, week, topic, words));
    }

    private String title(int number, Weeks.Week week, String topic) {
        String title = week.kind() == Weeks.Kind.NEW || week.kind() == Weeks.Kind.FINAL
                ? (week.kind() == Weeks.Kind.FINAL ? week.kind().label() : topic)
                : week.kind().label() + ": " + topic;
        if (!titles.add(title)) {
            title += " (week " + number + ")";
            titles.add(title);
        }
        return title;
    }

    private List<String> objectives(int number, Weeks.Week week, String topic, List<String> words) {
        List<String> all = cefr.canDo();
        Set<String> objectives = new LinkedHashSet<>();
        objectives.add(about(all.get((number - 1) % all.size()), topic));
        objectives.add(about(all.get(number % all.size()), topic));
        objectives.add(week.kind() == Weeks.Kind.NEW
                ? "Can use the words " + Prose.list(first(words, 4).stream().map(Prose::quote).toList())
                        + " correctly in context."
                : "Can recall and use the vocabulary of earlier weeks, for example "
                        + Prose.list(first(words, 3).stream().map(Prose::quote).toList()) + ".");
        return List.copyOf(objectives);
    }

    private List<String> lessons(int number, Weeks.Week week, String topic, List<String> words) {
        String speaking = "Speaking: " + about(cefr.speaking().get(number % cefr.speaking().size()), topic);
        String writing = "Writing: " + about(cefr.writing().get(number % cefr.writing().size()), topic);
        String used = Prose.list(first(words, 3));
        return switch (week.kind()) {
            case NEW -> List.of("Reading: " + topic + " – main points and details", "Vocabulary in use: " + used,
                    number % 2 == 0 ? writing : speaking);
            case SPEAKING -> List.of("Words again: " + used, speaking, "Feedback: what to say better next time");
            case WRITING -> List.of("Words again: " + used, writing, "Editing: correct and improve a partner's text");
            case CASE ->
                List.of("Case: something goes wrong with " + Prose.lowerFirst(topic) + " – what does the text say?",
                        "Role-play: report the case to a manager", writing);
            case REVISION -> List.of("Revision game: " + used, "Grammar clinic: the structures of the last weeks",
                    "Short test on " + Prose.quote(topic));
            case PROJECT -> List.of("Project: make a one-page guide to " + Prose.quote(topic) + " for a new colleague",
                    "Presentation of the guides and questions", "Words again: " + used);
            case FINAL -> List.of("Review of all parts of the document and of the word list", "Final test",
                    "Feedback and plan for further learning");
        };
    }

    private List<String> methods() {
        List<String> methods = new ArrayList<>();
        methods.add("Short vocabulary quiz at the start of each week on the words of the week before");
        if (request.durationWeeks() >= 6) {
            methods.add(
                    "Progress test in week " + request.durationWeeks() / 2 + ": gap-fill, matching and true or false");
        }
        methods.add("Speaking task marked for clarity, vocabulary and accuracy: "
                + Prose.withoutStop(about(cefr.speaking().getFirst(), Topic.of(document))));
        methods.add("Portfolio of the written tasks, with one of them revised after feedback");
        methods.add("Final test in week " + request.durationWeeks() + " on the whole document");
        return methods;
    }

    private List<String> notes(List<Curriculum.Module> modules) {
        List<String> notes = Notes.on(document, request.cefrLevel());
        if (document.isEnglish() && generalWords) {
            notes.add("Some weeks found no words in the document and use general workplace words instead.");
        }
        int reading = (int) Weeks.of(document, request.durationWeeks()).stream()
                .filter(week -> week.kind() == Weeks.Kind.NEW).count();
        if (reading < modules.size()) {
            notes.add("The document has enough text for " + reading + (reading == 1 ? " week" : " weeks")
                    + "; the others go over it again in new ways, with words not taken up before and then with review.");
        }
        return notes;
    }

    private static String about(String template, String topic) {
        return template.replace("{topic}", Prose.quote(topic));
    }

    private static List<String> first(List<String> list, int count) {
        return list.subList(0, Math.min(count, list.size()));
    }
}
