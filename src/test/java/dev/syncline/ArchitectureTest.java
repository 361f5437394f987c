package dev.syncline;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.sql.Connection;
import javax.sql.DataSource;

/** Holds the direction in which the rooms depend on each other. */
@AnalyzeClasses(packages = "dev.syncline", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    @ArchTest
    static final ArchRule changeKnowsOnlyTheJdk = classes()
            .that()
            .resideInAPackage("dev.syncline.change..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.syncline.change..");

    @ArchTest
    static final ArchRule resolveKnowsOnlyTheJdkAndChange = classes()
            .that()
            .resideInAPackage("dev.syncline.resolve..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.syncline.change..", "dev.syncline.resolve..");

    @ArchTest
    static final ArchRule summaryKnowsOnlyTheJdk = classes()
            .that()
            .resideInAPackage("dev.syncline.summary..")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.syncline.summary..");

    @ArchTest
    static final ArchRule onlyStoreKnowsPersistence = noClasses()
            .that()
            .resideOutsideOfPackage("dev.syncline.store..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("jakarta.persistence..", "org.hibernate..", "io.quarkus.hibernate..");

    @ArchTest
    static final ArchRule onlyWhoHoldsATransactionOrADatabaseHasConnections = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.syncline.store..", "dev.syncline.engine..", "dev.syncline.retry..", "dev.syncline.embedded..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Connection.class)
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(DataSource.class);

    @ArchTest
    static final ArchRule roomsHaveNoCycles =
            slices().matching("dev.syncline.(*)..").should().beFreeOfCycles();
}
