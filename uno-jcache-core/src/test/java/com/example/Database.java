/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package com.example;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Where an application has its users. */
public final class Database {
  /** Returns the user of a number. */
  public User user(long id) {
    return new User("user " + id, List.of());
  }

  /** Returns the user of a number, later. */
  public CompletableFuture<User> userLater(long id) {
    return CompletableFuture.supplyAsync(() -> user(id));
  }

  /** Returns the user of a key. */
  public User find(String key) {
    return new User(key, List.of());
  }

  /** Returns the users of keys. */
  public Map<String, User> findAll(Set<String> keys) {
    return keys.stream().collect(Collectors.toMap(key -> key, this::find));
  }
}
