package io.deopenchat.bridge;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideOutsideOfPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The package map of docs/architecture.md. */
@AnalyzeClasses(packages = "io.deopenchat", importOptions = ImportOption.DoNotIncludeTests.class)
class BridgeArchitectureTest {
    private static final String ROOT = "io.deopenchat.bridge";

    @ArchTest
    static final ArchRule ARROWS = layeredArchitecture()
            .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
            .layer("config")
            .definedBy(ROOT + ".config")
            .layer("journal")
            .definedBy(ROOT + ".journal")
            .layer("provider")
            .definedBy(ROOT + ".provider")
            .layer("account")
            .definedBy(ROOT + ".account")
            .layer("application")
            .definedBy(ROOT + ".application")
            .layer("counterparty")
            .definedBy(ROOT + ".counterparty")
            .layer("spending")
            .definedBy(ROOT + ".spending")
            .layer("comparison")
            .definedBy(ROOT + ".comparison")
            .layer("funds")
            .definedBy(ROOT + ".funds")
            .layer("market")
            .definedBy(ROOT + ".market")
            .layer("api")
            .definedBy(ROOT + ".api")
            .layer("operations")
            .definedBy(ROOT + ".operations")
            .layer("root")
            .definedBy(ROOT)
            .layer("cli")
            .definedBy(ROOT + ".cli")
            .ensureAllClassesAreContainedInArchitectureIgnoring(resideOutsideOfPackage(ROOT + ".."))
            .whereLayer("config")
            .mayNotAccessAnyLayer()
            .whereLayer("journal")
            .mayNotAccessAnyLayer()
            .whereLayer("provider")
            .mayOnlyAccessLayers("config", "journal")
            .whereLayer("account")
            .mayOnlyAccessLayers("journal", "provider")
            .whereLayer("application")
            .mayNotAccessAnyLayer()
            .whereLayer("counterparty")
            .mayOnlyAccessLayers("account", "config", "journal", "provider")
            .whereLayer("spending")
            .mayOnlyAccessLayers("account", "config")
            .whereLayer("comparison")
            .mayNotAccessAnyLayer()
            .whereLayer("funds")
            .mayOnlyAccessLayers("config", "journal", "provider")
            .whereLayer("market")
            .mayOnlyAccessLayers("account", "config", "counterparty", "journal", "provider")
            .whereLayer("api")
            .mayOnlyAccessLayers(
                    "account", "application", "comparison", "config", "counterparty", "market", "provider", "spending")
            .whereLayer("operations")
            .mayOnlyAccessLayers("account", "api", "config", "counterparty", "journal", "provider", "spending")
            .whereLayer("root")
            .mayOnlyAccessLayers(
                    "account",
                    "api",
                    "application",
                    "comparison",
                    "config",
                    "counterparty",
                    "journal",
                    "market",
                    "operations",
                    "provider",
                    "spending")
            .whereLayer("cli")
            .mayOnlyAccessLayers(
                    "root",
                    "api",
                    "application",
                    "comparison",
                    "config",
                    "counterparty",
                    "funds",
                    "journal",
                    "market",
                    "provider",
                    "spending");

    @ArchTest
    static final ArchRule NO_CYCLES =
            slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule KNOWS_NO_GATEWAY = noClasses()
            .that()
            .resideInAPackage(ROOT + "..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.deopenchat.gateway..");

    @ArchTest
    static final ArchRule PRINTS_ONLY_IN_COMMANDS = noClasses()
            .that()
            .resideInAPackage(ROOT + "..")
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err");
}
