/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package com.example;

import java.util.HashMap;
import java.util.Map;
import javax.cache.integration.CacheLoader;

/** Loads users from the database. */
public final class UserLoader implements CacheLoader<Long, User> {
  private final Database database;

  /** Loads from this database. */
  public UserLoader(Database database) {
    this.database = database;
  }

  @Override
  public User load(Long id) {
    return database.user(id);
  }

  @Override
  public Map<Long, User> loadAll(Iterable<? extends Long> ids) {
    Map<Long, User> users = new HashMap<>();
    ids.forEach(id -> users.put(id, load(id)));
    return users;
  }
}
