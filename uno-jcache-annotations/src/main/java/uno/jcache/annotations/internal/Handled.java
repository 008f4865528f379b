/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations.internal;

import java.lang.annotation.Annotation;
import java.util.Set;
import javax.cache.annotation.CachePut;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheRemoveAll;
import javax.cache.annotation.CacheResult;
import uno.jcache.annotations.Cached;
import uno.jcache.annotations.InvalidateCache;

/** Which annotations we handle in a container. */
public enum Handled {
  /** Those of the standard, and our own. */
  ALL,
  /** Our own, as the container itself handles those of the standard. */
  OWN;

  private static final Set<Class<? extends Annotation>> OF_THE_STANDARD =
      Set.of(CacheResult.class, CachePut.class, CacheRemove.class, CacheRemoveAll.class);

  boolean includes(Class<? extends Annotation> type) {
    return type == Cached.class
        || type == InvalidateCache.class
        || (this == ALL && OF_THE_STANDARD.contains(type));
  }
}
