package dev.reprise.api;

import java.util.List;

/** What was generated. Each type's JSON Schema says which values a field may have. Immutable. */
public sealed interface Content permits Curriculum, Lesson, Exercises, Assessment, LearningPath {

    /** What a reader should know of how this was made, for example which parts of a long document were left out. */
    List<String> notes();

    /**
     * A word or phrase to learn.
     *
     * @param term as the source writes it
     * @param definition what it means there
     * @param example a sentence that uses it
     */
    record Term(String term, String definition, String example) {}

    /**
     * One question. All exercise types share this shape.
     *
     * @param prompt what the learner reads: a question, a sentence whose gap is {@code ____}, a statement to judge, a
     *        term to match, or what to put in order
     * @param options what there is to choose from or to put in order; empty where the answer is written freely
     * @param answer the right answer; one of the options where those are choices
     * @param feedback why it is right
     * @param points what it is worth
     */
    record Item(String prompt, List<String> options, String answer, String feedback, int points) {
        public Item {
            options = List.copyOf(options);
        }
    }
}
