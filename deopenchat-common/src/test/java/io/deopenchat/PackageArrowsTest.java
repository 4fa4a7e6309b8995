package io.deopenchat;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The package map of docs/architecture.md: a later package may use an earlier one, and nothing points back. */
@AnalyzeClasses(packages = "io.deopenchat", importOptions = DoNotIncludeTests.class)
class PackageArrowsTest {
    private static final Map<String, List<String>> MAY_USE = Map.of(
            "money", List.of(),
            "signing", List.of("money"),
            "protocol", List.of("money", "signing"),
            "sealing", List.of("signing", "protocol"),
            "openai", List.of("money", "signing", "protocol"),
            "chain", List.of("money", "signing", "protocol"),
            "storage", List.of("money", "signing", "protocol"),
            "http", List.of("money", "signing", "protocol"),
            "archive", List.of("money", "signing", "protocol", "storage"),
            "cli", List.of("money", "signing", "protocol", "chain", "storage", "http"));

    @ArchTest
    static void laterPackagesUseOnlyEarlierOnes(JavaClasses common) {
        MAY_USE.forEach((room, earlier) -> noClasses()
                .that()
                .resideInAPackage(inside(room))
                .should()
                .dependOnClassesThat(resideInAPackage("io.deopenchat..")
                        .and(not(resideInAnyPackage(inside(room, earlier))))
                        .as("reside neither in %s nor in any of %s", room, earlier))
                .check(common));
    }

    @ArchTest
    static final ArchRule everyClassLivesInAPackageOfTheMap = classes()
            .should()
            .resideInAnyPackage(inside(MAY_USE.keySet()))
            .because("a new package belongs on the map of docs/architecture.md and into this test first");

    @ArchTest
    static final ArchRule noPackagesUseEachOtherInACircle =
            slices().matching("io.deopenchat.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheChainPackageKnowsWeb3j = noClasses()
            .that()
            .resideOutsideOfPackage(inside("chain"))
            .should()
            .dependOnClassesThat(resideInAPackage("org.web3j.."))
            .because("everybody else talks to the chain through io.deopenchat.chain");

    @ArchTest
    static final ArchRule onlyTheStoragePackageKnowsJdbc = noClasses()
            .that()
            .resideOutsideOfPackage(inside("storage"))
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite.."))
            .because("a database is reached through io.deopenchat.storage");

    private static String inside(String room) {
        return "io.deopenchat." + room + "..";
    }

    private static String[] inside(Collection<String> rooms) {
        return rooms.stream().map(PackageArrowsTest::inside).toArray(String[]::new);
    }

    private static String[] inside(String room, List<String> more) {
        return Stream.concat(Stream.of(room), more.stream())
                .map(PackageArrowsTest::inside)
                .toArray(String[]::new);
    }
}
