/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.hibernate;

import org.hibernate.boot.Metadata;
import org.hibernate.boot.spi.BootstrapContext;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.integrator.spi.Integrator;
import org.hibernate.service.spi.SessionFactoryServiceRegistry;

/**
 * Has each session factory checked, see {@link SharedReadWriteCheck}.
 *
 * <p>Hibernate finds this class by {@link java.util.ServiceLoader}, also Hibernate 5, which has
 * fewer classes. So this one mentions only what has been there for long, and does nothing where
 * Hibernate 5 calls it.
 */
public final class UnoIntegrator implements Integrator {
  /** For Hibernate. */
  public UnoIntegrator() {}

  @Override
  public void integrate(
      Metadata metadata, BootstrapContext context, SessionFactoryImplementor factory) {
    SharedReadWriteCheck.observe(factory);
  }

  /** What Hibernate 5 calls instead, and Hibernate 7 does not have. */
  @SuppressWarnings({"MissingOverride", "deprecation"})
  public void integrate(
      Metadata metadata,
      SessionFactoryImplementor factory,
      SessionFactoryServiceRegistry registry) {}

  @Override
  public void disintegrate(
      SessionFactoryImplementor factory, SessionFactoryServiceRegistry registry) {}
}
