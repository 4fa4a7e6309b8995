package io.deopenchat.gateway;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The package map of the gateway: a later package may use an earlier one, and nothing points back. */
@AnalyzeClasses(packages = "io.deopenchat.gateway", importOptions = DoNotIncludeTests.class)
class PackageArrowsTest {
    private static final String ROOT = "io.deopenchat.gateway";

    private static final Map<String, List<String>> MAY_USE = Map.ofEntries(
            entry("metering", List.of()),
            entry("account", List.of()),
            entry("pricing", List.of()),
            entry("availability", List.of("pricing")),
            entry("backend", List.of("pricing")),
            entry("config", List.of("backend")),
            entry("access", List.of("config")),
            entry("round", List.of("config", "metering", "account", "backend")),
            entry("escrow", List.of("account")),
            entry("claim", List.of("account", "config")),
            entry("operations", List.of("account", "claim", "config", "round")),
            entry("sealing", List.of("config")),
            entry("api", List.of("access", "account", "escrow", "round", "config", "sealing")),
            entry("cli", List.of("config", "backend", "account", "claim", "escrow", "pricing", "sealing")));

    @ArchTest
    static void laterPackagesUseOnlyEarlierOnes(JavaClasses gateway) {
        MAY_USE.forEach((room, earlier) -> noClasses()
                .that()
                .resideInAPackage(inside(room))
                .should()
                .dependOnClassesThat(resideInAPackage(ROOT + "..")
                        .and(not(resideInAnyPackage(inside(room, earlier))))
                        .and(not(belongToAnyOf(room.equals("cli") ? Gateway.class : Void.class)))
                        .as("reside neither in %s nor in any of %s", room, earlier))
                .check(gateway));
    }

    @ArchTest
    static final ArchRule everyClassLivesInAPackageOfTheMap = classes()
            .that()
            .doNotBelongToAnyOf(Gateway.class)
            .should()
            .resideInAnyPackage(inside(MAY_USE.keySet()))
            .because("a new package belongs on the map of docs/architecture.md and into this test first");

    @ArchTest
    static final ArchRule theCompositionRootKnowsNoCommandLine = noClasses()
            .that()
            .belongToAnyOf(Gateway.class)
            .should()
            .dependOnClassesThat(resideInAnyPackage(inside("cli"), "picocli.."))
            .because("a daemon is put together the same way by a command and by a test");

    @ArchTest
    static final ArchRule noPackagesUseEachOtherInACircle =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheCommandLineKnowsPicocli = noClasses()
            .that()
            .resideOutsideOfPackage(inside("cli"))
            .should()
            .dependOnClassesThat(resideInAPackage("picocli.."));

    @ArchTest
    static final ArchRule nobodyOpensADatabase = noClasses()
            .should()
            .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.sqlite..")
                    .and(not(belongToAnyOf(ResultSet.class, SQLException.class)))
                    .as("are more of JDBC than a row that is read"))
            .because("a database is reached through io.deopenchat.storage, which hands out rows");

    @ArchTest
    static final ArchRule onlyTheLedgerReadsRows = noClasses()
            .that()
            .resideOutsideOfPackage(inside("account"))
            .should()
            .dependOnClassesThat(resideInAPackage("java.sql.."));

    @ArchTest
    static final ArchRule nobodyKnowsWeb3j = noClasses()
            .should()
            .dependOnClassesThat(resideInAPackage("org.web3j.."))
            .because("the chain is reached through io.deopenchat.chain");

    @ArchTest
    static final ArchRule nobodyKnowsTheBridge =
            noClasses().should().dependOnClassesThat(resideInAPackage("io.deopenchat.bridge.."));

    @ArchTest
    static final ArchRule onlyTracesLoadOpenTelemetry = noClasses()
            .that()
            .haveSimpleNameNotContaining("Traces")
            .and()
            .doNotHaveSimpleName("RoundSpans")
            .and()
            .doNotHaveSimpleName("ExportLog")
            .should()
            .dependOnClassesThat(resideInAPackage("io.opentelemetry.."))
            .because("a gateway that sends no traces loads nothing of it");

    private static String inside(String room) {
        return ROOT + "." + room + "..";
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
