package io.trystero;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.stream.Stream;

@AnalyzeClasses(packages = "io.trystero", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String[] INSIDE = {"io.trystero.engine..", "io.trystero.wire.."};

    /** Each package is a slice of its own. */
    private static final SliceAssignment PACKAGES = new SliceAssignment() {
        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            return type.getPackageName().startsWith("io.trystero")
                    ? SliceIdentifier.of(type.getPackageName())
                    : SliceIdentifier.ignore();
        }

        @Override
        public String getDescription() {
            return "packages";
        }
    };

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().assignedFrom(PACKAGES).should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyTheWebSocketPackageKnowsNetty = noClasses()
            .that(not(resideInAPackage("io.trystero.websocket..")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.netty..", "reactor.netty..");

    @ArchTest
    static final ArchRule theEngineDoesNotKnowTheApi = noClasses()
            .that()
            .resideInAnyPackage(INSIDE)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.trystero", "io.trystero.codec..");

    @ArchTest
    static final ArchRule theWireKnowsNobodyButValuesOfTheTransport = noClasses()
            .that()
            .resideInAPackage("io.trystero.wire..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.trystero.engine..", "io.trystero.signaling..", "reactor..");

    @ArchTest
    static final ArchRule theSpisKnowNobody = noClasses()
            .that()
            .resideInAnyPackage("io.trystero.rtc..", "io.trystero.signaling..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.trystero", "io.trystero.codec..", "io.trystero.engine..", "io.trystero.wire..");

    @ArchTest
    static final ArchRule theStarIsMadeOfTheApiAlone = noClasses()
            .that()
            .resideInAPackage("io.trystero.star..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.trystero.engine..",
                    "io.trystero.wire..",
                    "io.trystero.signaling..",
                    "io.trystero.rtc..",
                    "io.trystero.websocket..");

    @ArchTest
    static final ArchRule noNativeTypeIsKnownHere =
            noClasses().should().dependOnClassesThat().resideInAnyPackage("dev.onvoid..");

    @ArchTest
    static final ArchRule publicSignaturesNameNothingInside = methods()
            .that()
            .areDeclaredInClassesThat(resideOutsideTheInside().and(arePublic()))
            .and()
            .arePublic()
            .should(nameNothingInside());

    @ArchTest
    static final ArchRule timeComesFromSchedulers = noClasses()
            .that()
            .resideInAnyPackage("io.trystero", "io.trystero.star..", "io.trystero.engine..", "io.trystero.wire..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("java.time.Clock");

    private static DescribedPredicate<JavaClass> resideOutsideTheInside() {
        return not(JavaClass.Predicates.resideInAnyPackage(INSIDE));
    }

    private static DescribedPredicate<JavaClass> arePublic() {
        return DescribedPredicate.describe(
                "are public", type -> type.getModifiers().contains(JavaModifier.PUBLIC));
    }

    private static ArchCondition<JavaCodeUnit> nameNothingInside() {
        return new ArchCondition<>("name no type of the engine or the wire") {
            @Override
            public void check(JavaCodeUnit method, ConditionEvents events) {
                Stream.concat(Stream.of(method.getReturnType()), method.getParameterTypes().stream())
                        .flatMap(type -> type.getAllInvolvedRawTypes().stream())
                        .filter(JavaClass.Predicates.resideInAnyPackage(INSIDE))
                        .forEach(type -> events.add(SimpleConditionEvent.violated(
                                method, method.getFullName() + " names " + type.getName())));
            }
        };
    }
}
