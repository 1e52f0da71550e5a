package dev.reprise.app.generation.builtin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

import dev.reprise.api.CefrLevel;

class DocumentTest {

    @Test
    void parse_numberedCapitals_areHeadingsInTitleCase() {
        Document document = Document.parse(BuiltInGeneratorTest.SOP);
        assertThat(document.title()).isEqualTo("General Field Sampling Guidelines");
        assertThat(document.sections()).extracting(Document.Section::heading).containsExactly("Scope and Application",
                "Method Summary");
        assertThat(document.sentences()).hasSize(12).allMatch(BuiltInGeneratorTest.SOP::contains);
    }

    @Test
    void parse_lostLineBreaks_findsTheSameSections() {
        Document document = Document.parse("1.0 SCOPE Wear gloves at all times. 2.0 METHOD SUMMARY Take a sample.");
        assertThat(document.sections()).extracting(Document.Section::heading).containsExactly("Scope",
                "Method Summary");
    }

    @Test
    void parse_abbreviationsAndDecimals_doNotEndASentence() {
        assertThat(Document.parse("Add 2.5 l, e.g. Water. See No. 5 by Dr. Smith. The U.S. EPA agrees.").sentences())
                .containsExactly("Add 2.5 l, e.g. Water.", "See No. 5 by Dr. Smith.", "The U.S. EPA agrees.");
    }

    @Test
    void parse_bulletsAndCrLf_areSentencesOfTheirOwn() {
        Document document = Document
                .parse("Safety Rules\r\n\r\n- Wear gloves\r\n- Stop the\r\n  machine\r\n1. Call help");
        assertThat(document.title()).isEmpty();
        assertThat(document.sections()).singleElement().satisfies(section -> {
            assertThat(section.heading()).isEqualTo("Safety Rules");
            assertThat(section.sentences()).containsExactly("Wear gloves", "Stop the machine", "Call help");
        });
    }

    @Test
    void parse_noSentence_isEmpty() {
        assertThat(Document.parse("!!!").sentences()).isEmpty();
        assertThat(Document.parse("").sections()).isEmpty();
    }

    @Test
    void isEnglish_otherLanguages_isFalse() {
        assertThat(Document.parse(BuiltInGeneratorTest.SOP).isEnglish()).isTrue();
        assertThat(Document.parse("Business Email Writing").isEnglish()).isTrue();
        assertThat(Document.parse("安全手順書。手袋を着用してください。").isEnglish()).isFalse();
        assertThat(Document.parse("La sécurité est une priorité. Les employés doivent porter des gants dans les "
                + "ateliers et fermer la porte.").isEnglish()).isFalse();
    }

    @Test
    void terms_oneMegabyte_takeLittleTime() {
        for (String text : List.of((BuiltInGeneratorTest.SOP + "\n").repeat(550), "a ".repeat(500_000),
                "a".repeat(1_000_000), ". ".repeat(500_000), "-a".repeat(500_000), "1.0 ".repeat(250_000),
                "A B".repeat(330_000))) {
            assertTimeoutPreemptively(Duration.ofSeconds(30), () -> Document.parse(text).terms());
        }
    }

    @Test
    void terms_sample_preferPhrasesAndFoldPlurals() {
        List<String> best = Document.parse(BuiltInGeneratorTest.SOP).terms().all().stream()
                .map(Terms.Ranked::surface).toList();
        assertThat(best.subList(0, 15)).contains("sampling", "field sampling guidelines",
                "Standard Operating Procedure");
        assertThat(best).contains("hazardous substances", "quality assurance standards", "site hazards")
                .doesNotContain("the", "is", "properly", "sampling activity is");
    }

    @Test
    void definitions_sample_areThoseThatTheTextGives() {
        assertThat(Document.parse(BuiltInGeneratorTest.SOP).definitions().known(CefrLevel.B1, "").subList(0, 2))
                .extracting(known -> known.term().term(), known -> known.term().definition())
                .containsExactly(tuple("SOP", "short for Standard Operating Procedure"),
                        tuple("sampling",
                                "the selection of a representative portion of a larger population, universe, or body"));
    }
}
