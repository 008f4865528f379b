/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.manager;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import javax.cache.CacheException;
import javax.cache.configuration.Factory;

/** What the factories of a cache's configuration made, to be closed with it. */
final class Customizations {
  private static final Logger LOGGER = System.getLogger(Customizations.class.getName());

  private final String cacheName;
  private final List<Object> made = new ArrayList<>();

  Customizations(String cacheName) {
    this.cacheName = cacheName;
  }

  /**
   * Makes one.
   *
   * @param what what it is, for messages
   */
  <T> T make(String what, Factory<? extends T> factory) {
    T customization = factory.create();
    if (customization == null) {
      throw new CacheException(
          "Cache '" + cacheName + "': the factory of its " + what + " returned null");
    }
    made.add(customization);
    return customization;
  }

  /** Adds what others made. */
  void addAll(Collection<?> more) {
    made.addAll(more);
  }

  /** Closes what the factories of the configuration made; an object of two roles once. */
  void close() {
    Set<Object> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    distinct.addAll(made);
    distinct.forEach(this::closeQuietly);
  }

  void closeQuietly(Object object) {
    if (object instanceof AutoCloseable closeable) {
      try {
        closeable.close();
      } catch (Exception | Error e) { // what else is to be closed is to be closed all the same
        LOGGER.log(
            Level.WARNING,
            "Cache '" + cacheName + "': could not close " + object.getClass().getName(),
            e);
      }
    }
  }
}
