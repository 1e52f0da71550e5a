package dev.reprise.app;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which package may know which. */
final class ArchitectureTest {
    private static final String APP = "dev.reprise.app";
    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages(APP);

    @Test
    void importer_classFilesOfThisJava_readsThem() {
        assertThat(CLASSES.contain(Main.class)).isTrue();
        assertThat(CLASSES.get(Main.class).getDirectDependenciesFromSelf()).isNotEmpty();
        assertThat(CLASSES.contain(TestServer.class)).isFalse();
    }

    @Test
    void packages_all_haveNoCycles() {
        slices().matching(APP + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void root_all_isKnownToNobody() {
        noClasses().that().resideOutsideOfPackage(APP).should().dependOnClassesThat().resideInAPackage(APP)
                .check(CLASSES);
    }

    /** A library or package, and the only places that know it. */
    @ParameterizedTest
    @CsvSource({"dev.reprise.cache.local.., dev.reprise.app", "dev.reprise.cache.redis.., dev.reprise.app",
            "com.github.benmanes.caffeine.., dev.reprise.app.http", "redis.clients.., none",
            "io.github.resilience4j.., dev.reprise.app.generation.model",
            "io.github.cdimascio.., dev.reprise.app", "com.cronutils.., dev.reprise.app.schedule",
            "ch.qos.logback.., dev.reprise.app",
            "io.javalin.., dev.reprise.app dev.reprise.app.http", "jakarta.servlet.., dev.reprise.app.http",
            "org.eclipse.jetty.., dev.reprise.app dev.reprise.app.http",
            "dev.langchain4j.., dev.reprise.app.generation.model", "com.networknt.., dev.reprise.app.json",
            "dev.reprise.app.http.., dev.reprise.app dev.reprise.app.http",
            "dev.reprise.app.generation.builtin.., dev.reprise.app dev.reprise.app.generation.builtin",
            "dev.reprise.app.generation.model.., dev.reprise.app dev.reprise.app.generation.model",
            "org.HdrHistogram.., dev.reprise.app.statistics",
            "org.apache.opennlp.., dev.reprise.app.generation.builtin",
            "opennlp.., dev.reprise.app.generation.builtin"})
    void package_known_onlyWhereItMayBe(String known, String places) {
        noClasses().that().resideOutsideOfPackages(places.split(" ", -1)).should().dependOnClassesThat()
                .resideInAPackage(known).check(CLASSES);
    }

    /** A package, and those of ours that it may not know. */
    @ParameterizedTest
    @CsvSource({"content, http", "generation, content http settings",
            "generation.builtin, content http settings json course",
            "statistics, content generation http settings course job json",
            "generation.model, content http settings course", "generation.excerpt, content http settings json course",
            "content, course job popular", "popular, course http job settings", "course, http settings",
            "job, course http settings",
            "config, content course job generation http json", "json, content generation http settings",
            "settings, config content generation http json",
            "schedule, config content course generation http job json settings statistics"})
    void package_inner_doesNotKnowTheOuter(String inner, String outer) {
        String[] packages = outer.split(" ", -1);
        for (int i = 0; i < packages.length; i++) {
            packages[i] = APP + "." + packages[i] + "..";
        }
        noClasses().that().resideInAPackage(APP + "." + inner).should().dependOnClassesThat()
                .resideInAnyPackage(packages).check(CLASSES);
    }

    @Test
    void cache_itself_isKnownOnlyByItsUsers() {
        noClasses().that().resideInAnyPackage(APP + ".generation..", APP + ".json..", APP + ".settings..").should()
                .dependOnClassesThat().resideInAPackage("dev.reprise.cache..").check(CLASSES);
    }

    @Test
    void system_clockAndProperties_areReadOnlyInMain() {
        noClasses().that().resideOutsideOfPackage(APP).should().callMethod(System.class, "currentTimeMillis").orShould()
                .callMethod(System.class, "getenv", String.class).orShould()
                .callMethod(System.class, "getProperty", String.class).check(CLASSES);
    }
}
