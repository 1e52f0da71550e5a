package dev.reprise.app.generation.builtin;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

import dev.reprise.api.CefrLevel;
import dev.reprise.api.LearningPath;
import dev.reprise.api.LearningPath.Milestone;
import dev.reprise.api.LearningPath.Step;
import dev.reprise.api.LearningPathRequest;

/** Writes learning paths: at each level of the way a foundation, the goals, and a check of what was reached. */
final class LearningPathWriter {
    private static final int GOALS_AT_EVERY_LEVEL = 4;

    private final LearningPathRequest request;
    private final List<CefrLevel> levels;
    private final List<Step> steps = new ArrayList<>();
    private final List<Milestone> milestones = new ArrayList<>();

    LearningPathWriter(LearningPathRequest request) {
        this.request = request;
        this.levels = levels(request);
    }

    LearningPath write() {
        for (int i = 0; i < levels.size(); i++) {
            level(levels.get(i), goals(i), i);
        }
        int hours = steps.stream().mapToInt(Step::hours).sum();
        int weekly = request.hoursPerWeek();
        List<String> notes = Notes.start();
        notes.add("Hours are guided learning hours as they are usual for the level; learners differ.");
        String way = consolidates()
                ? "Making " + request.currentLevel() + " sure"
                : "From " + request.currentLevel()
                        + " to " + request.targetLevel();
        return new LearningPath(way + ": " + Prose.shortened(request.goals().getFirst(), 80), request.currentLevel(),
                request.targetLevel(), weekly, hours, (hours + weekly - 1) / weekly, steps, milestones, notes);
    }

    private boolean consolidates() {
        return request.currentLevel() == request.targetLevel();
    }

    private static List<CefrLevel> levels(LearningPathRequest request) {
        if (request.currentLevel() == request.targetLevel()) {
            return List.of(request.currentLevel());
        }
        return Stream.of(CefrLevel.values()).filter(level -> level.compareTo(request.currentLevel()) > 0
                && level.compareTo(request.targetLevel()) <= 0).toList();
    }

    /** A few goals are worked on at every level, many are spread over the levels. */
    private List<String> goals(int index) {
        List<String> all = request.goals();
        if (all.size() <= GOALS_AT_EVERY_LEVEL) {
            return all;
        }
        int from = all.size() * index / levels.size();
        int to = all.size() * (index + 1) / levels.size();
        return all.subList(from, to);
    }

    private void level(CefrLevel level, List<String> goals, int index) {
        Cefr.Level cefr = Cefr.at(level);
        List<Integer> weights = new ArrayList<>(Collections.nCopies(goals.size(), 4));
        weights.addFirst(3);
        weights.addLast(2);
        List<Integer> hours = Shares.of(consolidates() ? cefr.consolidationHours() : cefr.guidedHours(), weights);
        int before = steps.size();
        String sure = consolidates() ? "Refresh " : "Build ";
        add(sure + "the language of " + level, goals.getFirst(), level, hours.getFirst(), foundation(cefr),
                before == 0 ? List.of() : List.of(before));
        int foundation = steps.size();
        for (int i = 0; i < goals.size(); i++) {
            add(level + ": " + Prose.shortened(goals.get(i), 80), goals.get(i), level, hours.get(i + 1),
                    practice(cefr, goals.get(i), i + index), List.of(foundation));
        }
        List<Integer> practised = new ArrayList<>();
        for (int number = foundation + 1; number <= steps.size(); number++) {
            practised.add(number);
        }
        milestones.add(new Milestone("First goal in reach at " + level, practised.getFirst(),
                "Can do this in a role-play or a real task at work: " + Prose.shortened(goals.getFirst(), 120)));
        add("Review and check " + level, goals.getLast(), level, hours.getLast(), check(cefr, level), practised);
        milestones.add(new Milestone(level + (consolidates() ? " is sure" : " is reached"), steps.size(),
                cefr.milestone()));
    }

    private void add(String title, String goal, CefrLevel level, int hours, List<String> activities,
            List<Integer> prerequisites) {
        steps.add(new Step(steps.size() + 1, title, goal, level, hours, activities, prerequisites));
    }

    private static List<String> foundation(Cefr.Level cefr) {
        List<String> grammar = cefr.grammarNames().stream().map(Prose::lowerFirst).toList();
        List<String> words = cefr.vocabulary().stream().limit(8).map(term -> term.term()).toList();
        return List.of("Study and practise " + Prose.list(grammar.subList(0, 3)) + ".",
                "Then add " + Prose.list(grammar.subList(3, grammar.size())) + ".",
                "Learn the core workplace words of the level, for example " + Prose.list(words) + ".",
                "Read or listen for fifteen minutes a day and note five new words with their sentences; record yourself speaking about your work as a starting point.");
    }

    private static List<String> practice(Cefr.Level cefr, String goal, int turn) {
        String topic = "this subject";
        return List.of("Collect three real texts or recordings that have to do with "
                + Prose.quote(Prose.shortened(goal, 80)) + " and note useful phrases.",
                about(cefr.speaking(), turn, topic), about(cefr.speaking(), turn + 1, topic),
                about(cefr.writing(), turn, topic),
                "Try it at work, note what was difficult, and practise that part again.");
    }

    private static List<String> check(Cefr.Level cefr, CefrLevel level) {
        return List.of("Go through your notes and test yourself on the words and structures of " + level + ".",
                "Record yourself speaking for " + (level.compareTo(CefrLevel.B1) < 0 ? "one minute" : "three minutes")
                        + " about your work and compare it with your first recording.",
                "Take a practice test at " + level + " and go over every mistake.",
                "Tick what you can do: " + cefr.canDo().stream().limit(3)
                        .map(can -> Prose.withoutStop(can.replace("{topic}", "your work"))).collect(joining("; "))
                        + ".");
    }

    private static String about(List<String> tasks, int turn, String topic) {
        return tasks.get(turn % tasks.size()).replace("{topic}", topic);
    }
}
