/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package com.example;

import java.util.List;
import javax.cache.Cache;
import javax.cache.Caching;
import javax.cache.spi.CachingProvider;

/** An application whose class path has what the README configures. */
public final class UsersApplication {
  private UsersApplication() {}

  /** Puts users, or says which it gets. */
  public static void main(String[] arguments) {
    // Others on the class path of the tests bring providers, too.
    try (CachingProvider provider = Caching.getCachingProvider("uno.jcache.UnoCachingProvider")) {
      Cache<Long, User> users = provider.getCacheManager().getCache("users");
      for (long id = 1; id <= 5; id++) {
        if (arguments[0].equals("put")) {
          users.put(id, new User("user " + id, List.of(new User.Address("street " + id))));
        }
        System.out.println(users.get(id));
      }
    }
  }
}
