/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.hibernate;

import java.util.Optional;
import javax.cache.Cache;
import javax.cache.CacheException;
import org.hibernate.SessionFactory;
import org.hibernate.SessionFactoryObserver;
import org.hibernate.cache.jcache.internal.JCacheAccessImpl;
import org.hibernate.cache.spi.access.AccessType;
import org.hibernate.cache.spi.access.CachedDomainDataAccess;
import org.hibernate.cache.spi.support.DomainDataRegionTemplate;
import org.hibernate.engine.spi.SessionFactoryImplementor;
import org.hibernate.metamodel.MappingMetamodel;
import org.jspecify.annotations.Nullable;
import uno.jcache.internal.manager.SharedCaches;

/**
 * Fails the start of a session factory that caches something with READ_WRITE where other processes
 * share the entries.
 *
 * <p>READ_WRITE reads an entry, decides by what it found, and writes one. Hibernate keeps others
 * from changing the entry in between by a lock of its own process ({@code
 * AbstractReadWriteAccess.reentrantReadWriteLock}). Another process does not see that lock: if it
 * changes the row in between, the entry stays old. Hibernate also compares times that different
 * processes have taken.
 */
final class SharedReadWriteCheck implements SessionFactoryObserver {
  /** The property of the session factory that lets it start. */
  private static final String ALLOWED = "uno.jcache.hibernate.allow_shared_read_write";

  private static final String JCACHE_PACKAGE = "org.hibernate.cache.jcache.";

  private final SessionFactoryImplementor factory;

  private SharedReadWriteCheck(SessionFactoryImplementor factory) {
    this.factory = factory;
  }

  /** Has a session factory checked as soon as it is complete, unless its properties allow all. */
  static void observe(SessionFactoryImplementor factory) {
    if (!Boolean.parseBoolean(String.valueOf(factory.getProperties().get(ALLOWED)))) {
      factory.addObserver(new SharedReadWriteCheck(factory));
    }
  }

  @Override
  public void sessionFactoryCreated(SessionFactory created) {
    MappingMetamodel mapped = factory.getMappingMetamodel();
    mapped.forEachEntityDescriptor(
        entity -> {
          check("Entity '" + entity.getEntityName() + "'", entity.getCacheAccessStrategy());
          check(
              "The natural id of entity '" + entity.getEntityName() + "'",
              entity.getNaturalIdCacheAccessStrategy());
        });
    mapped.forEachCollectionDescriptor(
        collection ->
            check(
                "Collection '" + collection.getRole() + "'", collection.getCacheAccessStrategy()));
  }

  private static void check(String what, @Nullable CachedDomainDataAccess access) {
    if (access == null || access.getAccessType() != AccessType.READ_WRITE) {
      return;
    }
    Optional<Cache<?, ?>> shared = cache(access).filter(SharedCaches::isShared);
    if (shared.isPresent()) {
      throw new CacheException(
          what
              + " is cached with READ_WRITE in region '"
              + shared.get().getName()
              + "', whose entries other processes share. READ_WRITE is correct in one process only."
              + " Use NONSTRICT_READ_WRITE or READ_ONLY: by @Cache(usage = ...), or by the property"
              + " hibernate.cache.default_cache_concurrency_strategy = nonstrict-read-write for all"
              + " that have no usage of their own. If no other process uses these entries, set the"
              + " property "
              + ALLOWED
              + " = true.");
    }
  }

  private static Optional<Cache<?, ?>> cache(CachedDomainDataAccess access) {
    return (access.getRegion() instanceof DomainDataRegionTemplate region
            && region.getCacheStorageAccess().getClass().getName().startsWith(JCACHE_PACKAGE))
        ? JCache.cache(region)
        : Optional.empty();
  }

  /** Apart, because hibernate-jcache may be missing. */
  private static final class JCache {
    static Optional<Cache<?, ?>> cache(DomainDataRegionTemplate region) {
      return (region.getCacheStorageAccess() instanceof JCacheAccessImpl access)
          ? Optional.of(access.getUnderlyingCache())
          : Optional.empty();
    }
  }
}
