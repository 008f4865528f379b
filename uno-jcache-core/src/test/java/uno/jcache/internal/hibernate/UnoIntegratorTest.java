/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.hibernate;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.ServiceLoader;
import org.hibernate.integrator.spi.Integrator;
import org.junit.jupiter.api.Test;

class UnoIntegratorTest {
  /** An application on Hibernate 5 must start, too: Hibernate loads all integrators. */
  @Test
  void mentionsOnlyWhatHibernate5Has() {
    JavaClass integrator = new ClassFileImporter().importClass(UnoIntegrator.class);
    assertThat(integrator.getDirectDependenciesFromSelf())
        .extracting(Dependency::getTargetClass)
        .extracting(JavaClass::getFullName)
        .filteredOn(name -> name.startsWith("org.hibernate."))
        .containsOnly(
            "org.hibernate.boot.Metadata",
            "org.hibernate.boot.spi.BootstrapContext",
            "org.hibernate.engine.spi.SessionFactoryImplementor",
            "org.hibernate.integrator.spi.Integrator",
            "org.hibernate.service.spi.SessionFactoryServiceRegistry");
  }

  @Test
  void hibernateFindsIt() {
    assertThat(ServiceLoader.load(Integrator.class))
        .hasAtLeastOneElementOfType(UnoIntegrator.class);
  }
}
