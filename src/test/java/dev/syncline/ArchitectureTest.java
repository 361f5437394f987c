package dev.syncline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Holds the direction in which the rooms depend on each other. */
@AnalyzeClasses(packages = "dev.syncline", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule changeKnowsOnlyTheJdk = classes()
            .that()
            .resideInAPackage("dev.syncline.change..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.syncline.change..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule resolveKnowsOnlyTheJdkAndChange = classes()
            .that()
            .resideInAPackage("dev.syncline.resolve..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.syncline.change..", "dev.syncline.resolve..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule summaryKnowsOnlyTheJdk = classes()
            .that()
            .resideInAPackage("dev.syncline.summary..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.syncline.summary..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule onlyStoreKnowsPersistence = noClasses()
            .that()
            .resideOutsideOfPackage("dev.syncline.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "io.quarkus.hibernate..")
            .allowEmptyShould(true);

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("dev.syncline.(*)..").should().beFreeOfCycles().allowEmptyShould(true);
}
